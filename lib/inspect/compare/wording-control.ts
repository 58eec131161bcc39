import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { WordingControl } from "@/lib/domain/comparison";
import { VitrineError } from "@/lib/domain/errors";
import type { Engine, InspectProgress, JobOptions, PromptInput } from "@/lib/engine/engine";
import { seededRandom } from "@/lib/stats/random";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { parseManifest } from "@/lib/trace/manifest";
import { tensorNames } from "@/lib/trace/names";
import { withTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import { readTokenTable } from "../token-table";
import { overlap, type Choices } from "./routing-control";
import { changedWords, drawWords, type ChangedWord, type Wordings } from "./wordings";

/** With B one of twenty wordings: the least p is .05. */
export const WORDING_DRAWS = 19;
const SEED = 1;
const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 };
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export interface WordingQuestion {
  modelPath: string;
  fileA: string;
  fileB: string;
  draws: number;
}

export interface WordingOptions {
  job?: Pick<JobOptions<InspectProgress>, "priority" | "signal">;
  onDraw?: (done: number, total: number) => void;
}

async function read(trace: TraceReader, name: string, slice = ""): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name, slice);
  return decodeTensor(dtype, bytes);
}

/** The two prompts, and what might have stood in the changed places of the first. */
interface Prepared {
  mode: "completion" | "chat";
  sha256: string;
  a: number[];
  b: number[];
  layers: number;
  changed: ChangedWord[];
  wordings: Wordings;
}

const refuse = (message: string): never => {
  throw new VitrineError("bad-request", message);
};

async function prepare(a: TraceReader, b: TraceReader, draws: number): Promise<Prepared> {
  const [ours, theirs] = [parseManifest(a.metadata), parseManifest(b.metadata)];
  if (ours.model.sha256 !== theirs.model.sha256) refuse("The two runs are of different model files: what a wording does to one says nothing of the other.");
  if ((ours.edits?.length ?? 0) > 0 || (theirs.edits?.length ?? 0) > 0) refuse("One of the two runs was made with edits: no wording does what an edit does.");
  if (ours.model.shape.experts === 0) refuse("This model has no experts.");
  if (ours.promptTokens !== theirs.promptTokens) refuse("The two prompts have different numbers of tokens, so that no other words of the same length stand for what was changed.");
  const tokens = ours.promptTokens;
  const [tableA, tableB] = [await readTokenTable(a), await readTokenTable(b)];
  const [idsA, idsB] = [tableA.ids.slice(0, tokens), tableB.ids.slice(0, tokens)];
  const changed = changedWords(idsA, idsB);
  if (changed.length === 0) refuse("The two prompts are the same.");
  const special = new Set(tableA.ids.filter((_, i) => tableA.special[i]));
  const candidates = async ({ positions: [first = 0] }: ChangedWord): Promise<number[]> => {
    const held = first > 0 && a.tensors.has(tensorNames.logitIds) ? [...(await read(a, tensorNames.logitIds, String(first - 1)))] : idsA;
    return held.filter((id) => id >= 0 && !special.has(id));
  };
  const pools = await Promise.all(changed.map(candidates));
  const notWords = await controlTokens(a);
  const wordings = drawWords(changed, pools.map((pool) => pool.filter((id) => !notWords.has(id))), draws, seededRandom(SEED, "wording"));
  return { mode: ours.mode, sha256: ours.model.sha256, a: idsA, b: idsB, layers: ours.model.shape.layers, changed, wordings };
}

/** Ids of control tokens among the candidates of a trace. */
async function controlTokens(trace: TraceReader): Promise<Set<number>> {
  if (!trace.tensors.has(tensorNames.candidateIds)) return new Set();
  const [ids, special] = [await read(trace, tensorNames.candidateIds), await read(trace, tensorNames.candidateSpecial)];
  return new Set([...ids].filter((_, i) => special[i] === 1));
}

/** The choices of every layer with experts of one text, by layer. */
async function choicesOf(engine: Engine, { modelPath }: WordingQuestion, { mode, layers, sha256 }: Prepared, ids: number[], file: string, { job = {} }: WordingOptions): Promise<Map<number, Choices>> {
  const prompt: PromptInput = { kind: "tokens", ids, promptTokens: ids.length, forcedPositions: [], text: null, mode, renderedPrompt: null };
  const { state, manifest } = await engine.inspect({ modelPath, prompt, generate: 0, sampling: greedy, capture: ["router"], tracePath: file }, job);
  if (state === "stopped") throw new VitrineError("stopped", "Stopped; nothing was measured.");
  if (manifest.model.sha256 !== sha256) refuse("The model file is not the one that the two runs were made with.");
  const found = new Map<number, Choices>();
  await withTrace(file, async (trace) => {
    for (let layer = 0; layer < layers; layer++) {
      const name = tensorNames.routerExperts(layer);
      const used = trace.tensors.get(name)?.shape[1];
      if (used !== undefined) found.set(layer, { experts: await read(trace, name), used });
    }
  });
  await rm(file);
  return found;
}

/**
 * Is the difference of routing more than any other words in the same places make? Each changed word of A is replaced by words that the
 * model itself held possible there, drawn at random, the same for each of its occurrences; all texts, A and B too, are evaluated in one
 * way, and the experts of the unchanged tokens behind the first change are compared with A's. Errors: `bad-request` where there are no
 * such words or tokens; those of an inspection; `stopped`.
 */
export async function measureWordingControl(engine: Engine, question: WordingQuestion, options: WordingOptions = {}): Promise<WordingControl> {
  const prepared = await withTrace(question.fileA, (a) => withTrace(question.fileB, (b) => prepare(a, b, question.draws)));
  const { a, b, changed, wordings } = prepared;
  const places = new Set(changed.flatMap(({ positions }) => positions));
  const first = Math.min(...places);
  const counted = a.flatMap((_, i) => (i > first && !places.has(i) ? [i] : []));
  if (counted.length === 0) refuse("No unchanged token follows what was changed: there is none whose experts could differ by it.");
  const texts = [a, b, ...wordings.map((words) => a.map((id, i) => words.get(i) ?? id))];
  const folder = await mkdtemp(path.join(tmpdir(), "vitrine-wording-"));
  try {
    const all: Map<number, Choices>[] = [];
    for (const [i, ids] of texts.entries()) {
      all.push(await choicesOf(engine, question, prepared, ids, path.join(folder, `${i}.safetensors`), options));
      options.onDraw?.(i + 1, texts.length);
    }
    const [ours = new Map<number, Choices>(), ...others] = all;
    const layers = [...ours].map(([layer, choices]) => {
      const shares = others.map((other) => {
        const theirs = other.get(layer);
        return theirs ? mean(counted.map((i) => overlap(choices, i, theirs, i))) : NaN;
      });
      return { layer, aligned: shares[0] ?? NaN, drawn: shares.slice(1) };
    });
    const aligned = mean(layers.map((layer) => layer.aligned));
    const drawn = wordings.map((_, d) => mean(layers.map((layer) => layer.drawn[d] ?? NaN)));
    return {
      draws: wordings.length,
      seed: SEED,
      changed: [...places].sort((x, y) => x - y),
      tokens: counted.length,
      aligned,
      drawn,
      layers,
      // B counts among the wordings: were it one of them, each place among all would be as likely.
      p: (1 + drawn.filter((share) => share <= aligned).length) / (1 + drawn.length),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
