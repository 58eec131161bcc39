import type { FidelityText } from "@/lib/domain/fidelity";
import { keptDivergence, type KeptRow } from "@/lib/math/kept-divergence";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import type { TraceReader } from "@/lib/trace/safetensors-reader";

/** What of a text's comparison goes into the summary beside the text itself. */
export interface ComparedRun {
  text: Omit<FidelityText, "id">;
  leastCovered: number;
  /** Every decision of a router: the first model's margin, and whether the choice flipped. */
  decisions: { margin: number; flipped: boolean }[];
}

async function read(trace: TraceReader, name: string): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name);
  return decodeTensor(dtype, bytes);
}

async function rows(trace: TraceReader): Promise<(position: number) => KeptRow> {
  const [ids, values, sums] = [await read(trace, tensorNames.logitIds), await read(trace, tensorNames.logitValues), await read(trace, tensorNames.logSumExp)];
  const kept = trace.entry(tensorNames.logitIds).shape[1] ?? 0;
  return (position) => {
    const [begin, end] = [position * kept, (position + 1) * kept];
    return { ids: ids.subarray(begin, end), values: values.subarray(begin, end), logSumExp: sums[position] ?? NaN };
  };
}

async function decisionsOf(a: TraceReader, b: TraceReader, layers: number, tokens: number): Promise<ComparedRun["decisions"]> {
  const list: ComparedRun["decisions"] = [];
  for (let layer = 0; layer < layers; layer++) {
    const name = tensorNames.routerExperts(layer);
    const used = a.tensors.get(name)?.shape[1];
    if (used === undefined || b.tensors.get(name)?.shape[1] !== used) continue;
    const [ours, theirs, margins] = [await read(a, name), await read(b, name), await read(a, tensorNames.routerMargin(layer))];
    for (let i = 0; i < tokens; i++) {
      const chosen = new Set(theirs.subarray(i * used, (i + 1) * used));
      list.push({ margin: margins[i] ?? NaN, flipped: [...ours.subarray(i * used, (i + 1) * used)].some((expert) => !chosen.has(expert)) });
    }
  }
  return list;
}

/** Traces of two models on one prompt, each with what it generated greedily. `prompt`: tokens that both have. */
export async function compareRun(a: TraceReader, b: TraceReader, layers: number, prompt: number): Promise<ComparedRun> {
  const [ours, theirs] = [await rows(a), await rows(b)];
  const divergences = Array.from({ length: prompt }, (_, i) => keptDivergence(ours(i), theirs(i)));
  const decisions = await decisionsOf(a, b, layers, prompt);
  const [tokensA, tokensB] = [await read(a, tensorNames.tokens), await read(b, tensorNames.tokens)];
  const longest = Math.max(tokensA.length, tokensB.length);
  const different = Array.from({ length: longest - prompt }, (_, i) => prompt + i).find((i) => tokensA[i] !== tokensB[i]);
  return {
    text: {
      tokens: prompt,
      kl: divergences.map(({ divergence }) => divergence),
      topChanged: divergences.flatMap((_, i) => (ours(i).ids[0] === theirs(i).ids[0] ? [] : [i])),
      routing: decisions.length === 0 ? null : { decisions: decisions.length, flips: decisions.filter(({ flipped }) => flipped).length },
      agreedTokens: different === undefined ? null : different - prompt,
    },
    leastCovered: divergences.reduce((least, { covered }) => Math.min(least, covered), 1),
    decisions,
  };
}
