import type { FidelityPart, FidelityText, FlipsByMargin } from "@/lib/domain/fidelity";
import { readTokenTable } from "@/lib/inspect/token-table";
import { keptDivergence, type KeptRow } from "@/lib/math/kept-divergence";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import type { TraceReader } from "@/lib/trace/safetensors-reader";

/** Differences of selection scores at which flips are counted apart. */
const MARGINS = [0.001, 0.01, 0.05, 0.2, null] as const;
/** Of figures that are kept for every token: what rounding leaves of a half-precision difference anyway. */
const DIGITS = 6;

const short = (value: number): number => Number(value.toPrecision(DIGITS));

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

interface Decisions {
  flippedLayers: number[];
  flipsByMargin: FlipsByMargin;
}

/** Every choice of a router; null where there are none to compare. */
async function decisionsOf(a: TraceReader, b: TraceReader, layers: number, tokens: number): Promise<Decisions | null> {
  const flippedLayers = Array.from({ length: tokens }, () => 0);
  const flipsByMargin: FlipsByMargin = MARGINS.map((below) => ({ below, decisions: 0, flips: 0 }));
  let routed = false;
  for (let layer = 0; layer < layers; layer++) {
    const name = tensorNames.routerExperts(layer);
    const used = a.tensors.get(name)?.shape[1];
    if (used === undefined || b.tensors.get(name)?.shape[1] !== used) continue;
    routed = true;
    const [ours, theirs, margins] = [await read(a, name), await read(b, name), await read(a, tensorNames.routerMargin(layer))];
    for (let i = 0; i < tokens; i++) {
      const chosen = new Set(theirs.subarray(i * used, (i + 1) * used));
      const flipped = ours.subarray(i * used, (i + 1) * used).some((expert) => !chosen.has(expert));
      const margin = margins[i] ?? NaN;
      const bin = flipsByMargin.find(({ below }) => below === null || margin < below);
      if (bin) bin.decisions += 1;
      if (!flipped) continue;
      if (bin) bin.flips += 1;
      flippedLayers[i] = (flippedLayers[i] ?? 0) + 1;
    }
  }
  return routed ? { flippedLayers, flipsByMargin } : null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Traces of two models on one prompt, each with what it generated greedily. `prompt`: tokens that both have. */
export async function compareRun(a: TraceReader, b: TraceReader, id: FidelityText["id"], layers: number, prompt: number): Promise<FidelityPart> {
  const [ours, theirs] = [await rows(a), await rows(b)];
  const divergences = Array.from({ length: prompt }, (_, i) => keptDivergence(ours(i), theirs(i)));
  const decisions = await decisionsOf(a, b, layers, prompt);
  const [tableA, tableB] = [await readTokenTable(a), await readTokenTable(b)];
  const longest = Math.max(tableA.ids.length, tableB.ids.length);
  const different = Array.from({ length: longest - prompt }, (_, i) => prompt + i).find((i) => tableA.ids[i] !== tableB.ids[i]);
  return {
    text: {
      id,
      tokens: prompt,
      bytes: tableA.bytes.slice(0, prompt),
      kl: divergences.map(({ divergence }) => short(divergence)),
      covered: divergences.map(({ covered }) => short(covered)),
      topChanged: divergences.flatMap((_, i) => (ours(i).ids[0] === theirs(i).ids[0] ? [] : [i])),
      routing: decisions && { decisions: sum(decisions.flipsByMargin.map((bin) => bin.decisions)), flips: sum(decisions.flippedLayers) },
      flippedLayers: decisions?.flippedLayers ?? null,
      agreedTokens: different === undefined ? null : different - prompt,
      written: { model: tableA.bytes.slice(prompt), against: tableB.bytes.slice(prompt) },
    },
    flipsByMargin: decisions?.flipsByMargin ?? [],
  };
}
