import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Fidelity } from "@/lib/domain/fidelity";
import type { Engine, InspectOutcome, PromptInput } from "@/lib/engine/engine";
import type { NumberedText } from "@/lib/inspect/text-lines";
import { mean, sortedQuantile } from "@/lib/stats/quantile";
import { decodeTensor } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { compareRun, type ComparedRun } from "./compare-run";

export interface FidelityQuestion {
  modelPath: string;
  againstPath: string;
  texts: readonly NumberedText[];
  /** Greedy tokens after each text. */
  generate: number;
}

export interface FidelityOptions {
  signal: AbortSignal;
  onText: (done: number, total: number) => void;
}

/** Differences of selection scores at which flips are counted apart. */
const MARGINS = [0.001, 0.01, 0.05, 0.2, null] as const;
const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 };

const modelPart = ({ manifest: { model } }: InspectOutcome): Fidelity["model"] => ({
  fileName: model.fileName,
  sha256: model.sha256,
  quantisation: model.quantisation,
  sizeBytes: model.sizeBytes,
});

/** One text on one model. Both are evaluated in one way: float32 keys and values, no flash attention. */
async function record(engine: Engine, modelPath: string, prompt: PromptInput, { line }: NumberedText, generate: number, tracePath: string, signal: AbortSignal): Promise<InspectOutcome> {
  try {
    const outcome = await engine.inspect({ modelPath, prompt, generate, sampling: greedy, capture: ["router", "logits"], edits: [], tracePath }, { signal });
    if (outcome.state === "stopped") throw new VitrineError("stopped", "Stopped; nothing was written.");
    return outcome;
  } catch (error) {
    if (error instanceof VitrineError && error.code.startsWith("prompt-")) throw new VitrineError(error.code, `Line ${line}: ${error.message}`, undefined, { cause: error });
    throw error;
  }
}

async function promptIds(trace: string, count: number): Promise<number[]> {
  return withTrace(trace, async (reader) => {
    const { dtype, bytes } = await reader.read(tensorNames.tokens, `0:${count}`);
    return [...decodeTensor(dtype, bytes)];
  });
}

function summaryOf(runs: readonly ComparedRun[]): Fidelity["summary"] {
  const kl = Float64Array.from(runs.flatMap(({ text }) => text.kl)).sort();
  const decisions = runs.flatMap((run) => run.decisions);
  const flips = (list: ComparedRun["decisions"]): { decisions: number; flips: number } => ({ decisions: list.length, flips: list.filter(({ flipped }) => flipped).length });
  return {
    texts: runs.length,
    tokens: kl.length,
    kl: { mean: mean(kl), median: sortedQuantile(kl, 0.5), p99: sortedQuantile(kl, 0.99), largest: sortedQuantile(kl, 1) },
    leastCovered: runs.reduce((least, run) => Math.min(least, run.leastCovered), 1),
    topChanged: runs.reduce((sum, { text }) => sum + text.topChanged.length, 0),
    routing: decisions.length === 0 ? null : flips(decisions),
    flipsByMargin: decisions.length === 0 ? [] : MARGINS.map((below, i) => {
      const from = MARGINS[i - 1] ?? 0;
      return { below, ...flips(decisions.filter(({ margin }) => margin >= from && margin < (below ?? Infinity) + (below === null ? 1 : 0))) };
    }),
    diverged: runs.filter(({ text }) => text.agreedTokens !== null).length,
  };
}

/**
 * Compares two files of one model on the same tokens. Each model is loaded once: all texts on the first, then all on the second. Errors:
 * `bad-request` for no texts, or for models with different tokenizers; those of an inspection, naming the line; `stopped`.
 */
export async function measureFidelity(engine: Engine, { modelPath, againstPath, texts, generate }: FidelityQuestion, { signal, onText }: FidelityOptions): Promise<Fidelity> {
  if (texts.length === 0) throw new VitrineError("bad-request", "There is no text to compare the models on.");
  const [facts, others] = [await engine.modelFacts(modelPath), await engine.modelFacts(againstPath)];
  if (facts.tokenizerSha256 !== others.tokenizerSha256)
    throw new VitrineError("bad-request", `“${facts.fileName}” and “${others.fileName}” have different tokenizers: they are not two files of one model.`);
  const folder = await mkdtemp(path.join(tmpdir(), "vitrine-fidelity-"));
  const place = (side: "a" | "b", i: number): string => path.join(folder, `${side}${i}.safetensors`);
  try {
    const first: InspectOutcome[] = [];
    for (const [i, text] of texts.entries()) {
      first.push(await record(engine, modelPath, { kind: "text", text: text.text, mode: "completion" }, text, generate, place("a", i), signal));
      onText(i + 1, 2 * texts.length);
    }
    const runs: ComparedRun[] = [];
    let against: InspectOutcome | undefined;
    for (const [i, text] of texts.entries()) {
      const prompt = first[i]?.manifest.promptTokens ?? 0;
      const ids = await promptIds(place("a", i), prompt);
      const same: PromptInput = { kind: "tokens", ids, promptTokens: prompt, forcedPositions: [], text: text.text, mode: "completion", renderedPrompt: null };
      against = await record(engine, againstPath, same, text, generate, place("b", i), signal);
      const { layers } = against.manifest.model.shape;
      runs.push(await withTrace(place("a", i), (a) => withTrace(place("b", i), (b) => compareRun(a, b, layers, prompt))));
      await rm(place("a", i));
      await rm(place("b", i));
      onText(texts.length + i + 1, 2 * texts.length);
    }
    const [model] = first;
    if (!model || !against) throw new VitrineError("internal", "No text was compared.");
    return {
      format: "vitrine-fidelity",
      version: 1,
      model: modelPart(model),
      against: modelPart(against),
      generate,
      summary: summaryOf(runs),
      texts: runs.map(({ text }, i) => ({ id: texts[i]?.id ?? i, ...text })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
