import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Fidelity, FidelityPart } from "@/lib/domain/fidelity";
import type { Engine, InspectOutcome, JobOptions, ModelFacts, PromptInput } from "@/lib/engine/engine";
import type { InspectionEvent } from "@/lib/domain/inspection";
import { tensorNames } from "@/lib/trace/names";
import { decodeTensor } from "@/lib/trace/decode";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { compareRun } from "./compare-run";
import { fidelitySummary } from "./summary";

/** A text, and how a message names it: "Line 3", say. */
export interface FidelitySource {
  id: string | number;
  text: string;
  name: string;
}

export interface FidelityQuestion {
  modelPath: string;
  againstPath: string;
  texts: readonly FidelitySource[];
  /** Greedy tokens after each text. */
  generate: number;
}

export interface FidelityOptions {
  signal: AbortSignal;
  /** How an engine call is made: who may go first, and who is told of loading. */
  job?: Pick<JobOptions<InspectionEvent>, "priority" | "onEvent">;
  /** Runs that are done, of two for each text. */
  onRun: (done: number, total: number) => void;
}

const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 };

/** The two files of a question, or why they are not two of one model. Errors: `bad-request`, and those of the files. */
export async function fidelityModels(engine: Engine, { modelPath, againstPath }: Pick<FidelityQuestion, "modelPath" | "againstPath">): Promise<{ model: Fidelity["model"]; against: Fidelity["against"] }> {
  const [facts, others] = [await engine.modelFacts(modelPath), await engine.modelFacts(againstPath)];
  if (facts.tokenizerSha256 !== others.tokenizerSha256)
    throw new VitrineError("bad-request", `“${path.basename(facts.fileName)}” and “${path.basename(others.fileName)}” have different tokenizers: they are not two files of one model.`);
  const part = ({ fileName, sha256, quantisation, sizeBytes }: ModelFacts): Fidelity["model"] => ({ fileName: path.basename(fileName), sha256, quantisation, sizeBytes });
  return { model: part(facts), against: part(others) };
}

/** One text on one model. Both are evaluated in one way: float32 keys and values, no flash attention. */
async function record(engine: Engine, modelPath: string, prompt: PromptInput, { name }: FidelitySource, generate: number, tracePath: string, { signal, job = {} }: FidelityOptions): Promise<InspectOutcome> {
  try {
    const outcome = await engine.inspect({ modelPath, prompt, generate, sampling: greedy, capture: ["router", "logits"], edits: [], tracePath }, { ...job, signal });
    if (outcome.state === "stopped") throw new VitrineError("stopped", "Stopped; nothing was written.");
    return outcome;
  } catch (error) {
    if (error instanceof VitrineError && error.code.startsWith("prompt-")) throw new VitrineError(error.code, `${name}: ${error.message}`, undefined, { cause: error });
    throw error;
  }
}

async function promptIds(trace: string, count: number): Promise<number[]> {
  return withTrace(trace, async (reader) => {
    const { dtype, bytes } = await reader.read(tensorNames.tokens, `0:${count}`);
    return [...decodeTensor(dtype, bytes)];
  });
}

/**
 * Texts on both files: all on the first, then all on the second, so that each is loaded once. `onPart` is told of each text as it is
 * compared, in order. Errors: those of an inspection, naming the text; `stopped`.
 */
export async function compareTexts(engine: Engine, { modelPath, againstPath, texts, generate }: FidelityQuestion, options: FidelityOptions, onPart: (part: FidelityPart, i: number) => Promise<void> | void): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "vitrine-fidelity-"));
  const place = (side: "a" | "b", i: number): string => path.join(folder, `${side}${i}.safetensors`);
  try {
    const first: InspectOutcome[] = [];
    for (const [i, text] of texts.entries()) {
      first.push(await record(engine, modelPath, { kind: "text", text: text.text, mode: "completion" }, text, generate, place("a", i), options));
      options.onRun(i + 1, 2 * texts.length);
    }
    for (const [i, text] of texts.entries()) {
      const prompt = first[i]?.manifest.promptTokens ?? 0;
      const ids = await promptIds(place("a", i), prompt);
      const same: PromptInput = { kind: "tokens", ids, promptTokens: prompt, forcedPositions: [], text: text.text, mode: "completion", renderedPrompt: null };
      const against = await record(engine, againstPath, same, text, generate, place("b", i), options);
      const { layers } = against.manifest.model.shape;
      const part = await withTrace(place("a", i), (a) => withTrace(place("b", i), (b) => compareRun(a, b, text.id, layers, prompt)));
      await rm(place("a", i));
      await rm(place("b", i));
      await onPart(part, i);
      options.onRun(texts.length + i + 1, 2 * texts.length);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** From the parts of some or all texts; at least one. */
export function fidelityOf(models: Pick<Fidelity, "model" | "against">, generate: number, parts: readonly FidelityPart[]): Fidelity {
  return { format: "vitrine-fidelity", version: 1, ...models, generate, summary: fidelitySummary(parts), texts: parts.map(({ text }) => text) };
}

/**
 * Compares two files of one model on the same tokens. Errors: `bad-request` for no texts, or for models with different tokenizers; those
 * of `compareTexts`.
 */
export async function measureFidelity(engine: Engine, question: FidelityQuestion, options: FidelityOptions): Promise<Fidelity> {
  if (question.texts.length === 0) throw new VitrineError("bad-request", "There is no text to compare the models on.");
  const models = await fidelityModels(engine, question);
  const parts: FidelityPart[] = [];
  await compareTexts(engine, question, options, (part) => void parts.push(part));
  return fidelityOf(models, question.generate, parts);
}
