import type { ComparedLayer } from "@/lib/domain/comparison";
import type { Pair } from "@/lib/math/align";
import { mean } from "@/lib/stats/quantile";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import type { TraceReader } from "@/lib/trace/safetensors-reader";
import { overlap, type Choices } from "./routing-control";

async function read(trace: TraceReader, name: string, slice = ""): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name, slice);
  return decodeTensor(dtype, bytes);
}

/** Shape of a tensor behind its first axis, where both traces have it with the same; else null. */
function commonRow(a: TraceReader, b: TraceReader, name: string): number | null {
  const [ours, theirs] = [a.tensors.get(name)?.shape[1], b.tensors.get(name)?.shape[1]];
  return ours !== undefined && ours === theirs ? ours : null;
}

async function residual(a: TraceReader, b: TraceReader, layer: number, pairs: readonly Pair[]): Promise<ComparedLayer["residual"]> {
  const name = tensorNames.residual(layer);
  const width = commonRow(a, b, name);
  if (width === null) return null;
  const [ours, theirs] = [await read(a, name), await read(b, name)];
  const relative = pairs.map((pair) => {
    let [difference, size] = [0, 0];
    for (let d = 0; d < width; d++) {
      const [x, y] = [ours[pair.a * width + d] ?? NaN, theirs[pair.b * width + d] ?? NaN];
      difference += (y - x) ** 2;
      size += x ** 2;
    }
    return difference === 0 ? 0 : Math.sqrt(difference / size);
  });
  return { relative, largest: relative.reduce((a, b) => Math.max(a, b), 0) };
}

/** A layer's routing without its control, and the choices that the control is taken from. */
interface ComparedRouting {
  routing: Omit<NonNullable<ComparedLayer["routing"]>, "control">;
  choices: { a: Choices; b: Choices };
}

async function routing(a: TraceReader, b: TraceReader, layer: number, pairs: readonly Pair[]): Promise<ComparedRouting | null> {
  const [name, scores] = [tensorNames.routerExperts(layer), tensorNames.routerScores(layer)];
  // Ids name the same experts only where there are as many.
  if (commonRow(a, b, scores) === null) return null;
  const used = commonRow(a, b, name);
  if (used === null) return null;
  const [ours, theirs] = [await read(a, name), await read(b, name)];
  const choices = { a: { experts: ours, used }, b: { experts: theirs, used } };
  const moves = new Map<number, { comes: number; goes: number }>();
  const move = (expert: number, way: "comes" | "goes"): void => {
    const counted = moves.get(expert) ?? { comes: 0, goes: 0 };
    counted[way] += 1;
    moves.set(expert, counted);
  };
  for (const pair of pairs) {
    const before = new Set(ours.subarray(pair.a * used, (pair.a + 1) * used));
    const after = new Set(theirs.subarray(pair.b * used, (pair.b + 1) * used));
    for (const expert of after) if (!before.has(expert)) move(expert, "comes");
    for (const expert of before) if (!after.has(expert)) move(expert, "goes");
  }
  const jaccard = pairs.map((pair) => overlap(choices.a, pair.a, choices.b, pair.b));
  const experts = [...moves].sort(([x], [y]) => x - y).map(([expert, counted]) => ({ expert, ...counted }));
  return { routing: { jaccard, mean: mean(jaccard), experts }, choices };
}

/** Total variation between two rows; keys without a partner count with all of their weight. */
function apart(ours: TensorData, theirs: TensorData, pair: Pair, pairs: readonly Pair[], sizes: Pair): number {
  let [difference, left, right] = [0, 1, 1];
  for (const key of pairs) {
    if (key.a > pair.a || key.b > pair.b) break;
    const [x, y] = [ours[pair.a * sizes.a + key.a] ?? NaN, theirs[pair.b * sizes.b + key.b] ?? NaN];
    difference += Math.abs(x - y);
    left -= x;
    right -= y;
  }
  // What is left of 1 by rounding to half precision is no difference.
  const rest = (value: number): number => (value > 2e-3 ? value : 0);
  return (difference + rest(left) + rest(right)) / 2;
}

async function attention(a: TraceReader, b: TraceReader, layer: number, pairs: readonly Pair[]): Promise<ComparedLayer["attention"]> {
  const name = tensorNames.attention(layer);
  const [ours, theirs] = [a.tensors.get(name)?.shape, b.tensors.get(name)?.shape];
  if (!ours || !theirs || ours[0] !== theirs[0]) return null;
  const sizes = { a: ours[1] ?? 0, b: theirs[1] ?? 0 };
  const heads: number[] = [];
  // Head by head: a layer's maps may be large.
  for (let head = 0; head < (ours[0] ?? 0); head++) {
    const [x, y] = [await read(a, name, `${head}`), await read(b, name, `${head}`)];
    heads.push(mean(pairs.map((pair) => apart(x, y, pair, pairs, sizes))));
  }
  return heads;
}

/** One layer of both, but for the control of its routing, which needs to know where the runs part. */
export interface LayerInBoth {
  layer: number;
  residual: ComparedLayer["residual"];
  routing: ComparedRouting | null;
  attention: ComparedLayer["attention"];
}

/** `pairs`: at least one. Error: `trace-unreadable`. */
export async function compareLayer(a: TraceReader, b: TraceReader, layer: number, pairs: readonly Pair[]): Promise<LayerInBoth> {
  return { layer, residual: await residual(a, b, layer, pairs), routing: await routing(a, b, layer, pairs), attention: await attention(a, b, layer, pairs) };
}
