import type { CaptureOptions, Model } from "@/native/index";
import { compare, interleave } from "./measure";
import { captures, contextFor, greedy, randomPrompt, type BenchModel } from "./models";
import type { Comparison } from "./results";

interface Timing {
  promptMs: number;
  msPerToken: number;
}

/** Prompt and generation of one length, by llama.cpp alone or with captures. */
class Evaluation {
  readonly #prompt: Int32Array;
  readonly #warmUp: Int32Array;
  readonly #tokens: number;

  constructor(
    private readonly subject: Subject,
    promptTokens: number,
    private readonly generate: number,
  ) {
    this.#prompt = randomPrompt(promptTokens);
    this.#warmUp = randomPrompt(Math.min(subject.warmUp, promptTokens));
    this.#tokens = promptTokens + generate;
  }

  async plain(): Promise<Timing> {
    const context = contextFor(this.subject.file, this.subject.model, this.#tokens, true);
    const once = async (tokens: Int32Array, generate: number): Promise<Timing> => {
      const { promptMs, generateMs } = await this.subject.model.plain({ tokens, generate, context });
      return { promptMs, msPerToken: generateMs / generate };
    };
    await once(this.#warmUp, Math.min(2, this.generate));
    return once(this.#prompt, this.generate);
  }

  async captured(capture: CaptureOptions): Promise<Timing> {
    const context = contextFor(this.subject.file, this.subject.model, this.#tokens, false);
    const once = async (tokens: Int32Array, generate: number): Promise<Timing> => {
      const result = await this.subject.model.run({ tokens, generate, sampling: greedy, context, capture });
      result.capture.dispose();
      return { promptMs: result.promptMs, msPerToken: result.generateMs / (result.tokens.length - result.promptTokens) };
    };
    await once(this.#warmUp, Math.min(2, this.generate));
    return once(this.#prompt, this.generate);
  }

  async compare(what: keyof Timing, capture: CaptureOptions, name: string, target: number | null): Promise<Comparison> {
    const taken = await interleave(
      this.subject.repeats,
      async () => (await this.plain())[what],
      async () => (await this.captured(capture))[what],
    );
    return compare({ name, model: this.subject.file.label, unit: what === "promptMs" ? "ms" : "ms/token", target }, taken);
  }
}

/** A loaded model and how thoroughly it is measured. */
export interface Subject {
  file: BenchModel;
  model: Model;
  repeats: number;
  /** Tokens of the unmeasured run before each measured one: switching sides makes a new context, whose memory is touched first there. */
  warmUp: number;
  targets: { generation: number | null };
}

const PROMPT_TOKENS = 512;
const GENERATION_PROMPT = 64;
const GENERATED = 32;

/** Prompt evaluation with attention, router and residual captured, and with everything, against llama.cpp alone. */
export async function measurePrompt(subject: Subject): Promise<Comparison[]> {
  const evaluation = new Evaluation(subject, PROMPT_TOKENS, 0);
  return [
    await evaluation.compare("promptMs", captures.nodes, `prompt of ${PROMPT_TOKENS}: attention + router + residual`, 1.25),
    await evaluation.compare("promptMs", captures.everything, `prompt of ${PROMPT_TOKENS}: all captures`, null),
  ];
}

/** Time for each generated token. On a toy model synchronisation dominates: no target there. */
export async function measureGeneration(subject: Subject): Promise<Comparison[]> {
  const evaluation = new Evaluation(subject, GENERATION_PROMPT, GENERATED);
  return [
    await evaluation.compare("msPerToken", captures.nodes, "generation: attention + router + residual", subject.targets.generation),
    await evaluation.compare("msPerToken", captures.everything, "generation: all captures", subject.targets.generation),
  ];
}

/** A run that captures nothing (token probabilities, ranks and entropies are computed nevertheless) against llama.cpp alone. */
export async function measureCaptureOff(subject: Subject): Promise<Comparison[]> {
  return [
    await new Evaluation(subject, PROMPT_TOKENS, 0).compare("promptMs", captures.none, `prompt of ${PROMPT_TOKENS}: capture off`, 1.02),
    await new Evaluation(subject, GENERATION_PROMPT, GENERATED).compare("msPerToken", captures.none, "generation: capture off", 1.02),
  ];
}
