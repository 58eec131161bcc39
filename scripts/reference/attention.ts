import { dot, softmax } from "./operations";

/** Queries, keys and values of one layer, indexed [token][head]. */
export interface Projections {
  queries: Float64Array[][];
  keys: Float64Array[][];
  values: Float64Array[][];
}

/**
 * Causal softmax attention (Vaswani et al. 2017, eq. 1): query i reads keys j ≤ i with softmax(q·k × scale).
 *
 * `blocked`: edges that a head does not see; the rest of the row shares their weight. `weights`: (H, T, T), zero above the diagonal. `outputs[token]`: the heads' outputs one after another.
 */
export function causalAttention(
  { queries, keys, values }: Projections,
  scale: number,
  blocked: (head: number, query: number, key: number) => boolean = () => false,
): { weights: Float64Array; outputs: Float64Array[] } {
  const tokens = queries.length;
  const heads = queries[0]?.length ?? 0;
  const weights = new Float64Array(heads * tokens * tokens);
  const outputs: Float64Array[] = [];
  for (let i = 0; i < tokens; i++) {
    const perHead: number[][] = [];
    for (let head = 0; head < heads; head++) {
      const scores = new Float64Array(i + 1);
      for (let j = 0; j <= i; j++) scores[j] = blocked(head, i, j) ? -Infinity : dot(pick(queries, i, head), pick(keys, j, head)) * scale;
      const row = softmax(scores);
      weights.set(row, (head * tokens + i) * tokens);
      const read = new Float64Array(pick(values, 0, head).length);
      row.forEach((weight, j) => pick(values, j, head).forEach((value, n) => (read[n] = (read[n] ?? 0) + weight * value)));
      perHead.push([...read]);
    }
    outputs.push(Float64Array.from(perHead.flat()));
  }
  return { weights, outputs };
}

function pick(vectors: Float64Array[][], token: number, head: number): Float64Array {
  const vector = vectors[token]?.[head];
  if (!vector) throw new Error(`There is no vector for token ${token} and head ${head}`);
  return vector;
}

/** Cuts a vector into `count` equal parts. */
export function splitHeads(x: Float64Array, count: number): Float64Array[] {
  const size = x.length / count;
  return Array.from({ length: count }, (_, i) => x.slice(i * size, (i + 1) * size));
}
