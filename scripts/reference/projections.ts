import { splitHeads, type Projections } from "./attention";
import type { ReferenceModel } from "./model";
import { add, matVec, rmsNorm, rotate } from "./operations";

/**
 * Grouped-query attention (Ainslie et al. 2023) as in Llama and Qwen2: H query heads share H_kv keys and values; Qwen2 adds
 * biases to all three projections. `inputs[token]`: (D), after the norm.
 */
export function groupedQueryProjections(model: ReferenceModel, layer: number, inputs: Float64Array[]): Projections {
  const { heads, keyValueHeads, headWidth, ropeBase, ropePairing, width } = model.shape;
  const project = (name: string, count: number, x: Float64Array): Float64Array[] => {
    const y = matVec(model.layer(layer, `${name}.weight`), count * headWidth, width, x);
    const bias = model.optionalLayer(layer, `${name}.bias`);
    return splitHeads(bias ? add(y, bias) : y, count);
  };
  /** Every query head sees the key or value of its group. */
  const shared = (groups: Float64Array[]): Float64Array[] => groups.flatMap((group) => Array.from({ length: heads / keyValueHeads }, () => group));
  const turn = (position: number) => (x: Float64Array) => rotate(x, position, ropeBase, ropePairing);
  return {
    queries: inputs.map((x, position) => project("attn_q", heads, x).map(turn(position))),
    keys: inputs.map((x, position) => shared(project("attn_k", keyValueHeads, x).map(turn(position)))),
    values: inputs.map((x) => shared(project("attn_v", keyValueHeads, x))),
  };
}

/**
 * Multi-head latent attention (DeepSeek-V2, section 2.1, eqs. 9–19): keys and values of all heads come from one compressed
 * latent; a rotary key, shared by the heads, and a rotary part of each query carry the position.
 * Queries go through a latent of their own unless the model is of the "lite" kind.
 */
export function latentProjections(model: ReferenceModel, layer: number, inputs: Float64Array[]): Projections {
  const { heads, width, ropeBase, ropePairing, epsilon } = model.shape;
  const latent = model.latent();
  const { queryRank, keyValueRank, plainWidth, rotaryWidth, valueWidth } = latent;
  const turn = (x: Float64Array, position: number): Float64Array => rotate(x, position, ropeBase, ropePairing);

  const queries = inputs.map((x, position) => {
    const queryWidth = plainWidth + rotaryWidth;
    const flat =
      queryRank === null
        ? matVec(model.layer(layer, "attn_q.weight"), heads * queryWidth, width, x)
        : matVec(
            model.layer(layer, "attn_q_b.weight"),
            heads * queryWidth,
            queryRank,
            rmsNorm(matVec(model.layer(layer, "attn_q_a.weight"), queryRank, width, x), model.layer(layer, "attn_q_a_norm.weight"), epsilon),
          );
    return splitHeads(flat, heads).map((query) => concatenate(query.slice(0, plainWidth), turn(query.slice(plainWidth), position)));
  });

  const keys: Float64Array[][] = [];
  const values: Float64Array[][] = [];
  inputs.forEach((x, position) => {
    const compressed = matVec(model.layer(layer, "attn_kv_a_mqa.weight"), keyValueRank + rotaryWidth, width, x);
    const content = rmsNorm(compressed.slice(0, keyValueRank), model.layer(layer, "attn_kv_a_norm.weight"), epsilon);
    const rotaryKey = turn(compressed.slice(keyValueRank), position);
    const perHead = Array.from({ length: heads }, (_, head) => upProjection(model, layer, head, content));
    keys.push(perHead.map(({ key }) => concatenate(key, rotaryKey)));
    values.push(perHead.map(({ value }) => value));
  });
  for (const value of values.flat()) if (value.length !== valueWidth) throw new Error(`Values are ${value.length} wide, not ${valueWidth}`);
  return { queries, keys, values };
}

/** Keys and values of one head from the latent: W_UK c and W_UV c. Older files keep both in one matrix, newer ones W_UK transposed. */
function upProjection(model: ReferenceModel, layer: number, head: number, content: Float64Array): { key: Float64Array; value: Float64Array } {
  const { plainWidth, valueWidth, keyValueRank } = model.latent();
  const joined = model.optionalLayer(layer, "attn_kv_b.weight");
  if (joined) {
    const rows = plainWidth + valueWidth;
    const both = matVec(joined, rows, keyValueRank, content, head * rows * keyValueRank);
    return { key: both.slice(0, plainWidth), value: both.slice(plainWidth) };
  }
  const transposed = model.layer(layer, "attn_k_b.weight"); // [head][latent][key]
  const key = new Float64Array(plainWidth);
  for (let n = 0; n < plainWidth; n++) {
    let sum = 0;
    for (let c = 0; c < keyValueRank; c++) sum += (transposed[(head * keyValueRank + c) * plainWidth + n] ?? NaN) * (content[c] ?? NaN);
    key[n] = sum;
  }
  return { key, value: matVec(model.layer(layer, "attn_v_b.weight"), valueWidth, keyValueRank, content, head * valueWidth * keyValueRank) };
}

function concatenate(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
