import { causalAttention } from "./attention";
import { LayerEdits, type ReferenceEdit } from "./edits";
import { mixture, route, type Routing } from "./experts";
import type { ReferenceModel } from "./model";
import { add, gatedFeedForward, matVec, rmsNorm } from "./operations";
import { groupedQueryProjections, latentProjections } from "./projections";

/** Everything that a run of the reference shows. Indexed [layer] first. */
export interface ReferenceRun {
  /** (H, T, T) each. */
  attention: Float64Array[];
  /** [token] → (D), before the first layer. */
  embedding: Float64Array[];
  /** [layer][token][head] → (value width). */
  values: Float64Array[][][];
  /** [layer][token] → (H · value width): the heads' outputs one after another, before the output projection. */
  heads: Float64Array[][];
  /** [layer][token] → (D), between attention and feed-forward. */
  between: Float64Array[][];
  /** [layer][token] → (D), after the layer. */
  residual: Float64Array[][];
  /** [layer] → [token], or null for a dense layer. */
  routing: (Routing[] | null)[];
  /** [token] → (D), after the final norm. */
  finalNorm: Float64Array[];
  /** [token] → (V). */
  logits: Float64Array[];
}

/**
 * Evaluates a model on a list of tokens: pre-norm transformer blocks with a residual stream, attention then feed-forward,
 * written from the formulas of the DeepSeek-V2/V3, Qwen2 and Llama reports and sharing nothing with llama.cpp.
 * `edits` change what lib/domain/edit.ts says of them.
 */
export function forward(model: ReferenceModel, tokens: readonly number[], edits: readonly ReferenceEdit[] = []): ReferenceRun {
  const { layers, width, heads, headWidth, vocabulary, epsilon } = model.shape;
  const embeddings = model.tensor("token_embd.weight");
  let stream: Float64Array[] = tokens.map((id) => {
    if (id < 0 || id >= vocabulary) throw new Error(`Token ${id} is not among ${vocabulary}`);
    return Float64Array.from(embeddings.subarray(id * width, (id + 1) * width));
  });
  const run: ReferenceRun = { attention: [], embedding: stream, values: [], heads: [], between: [], residual: [], routing: [], finalNorm: [], logits: [] };
  const isLatent = model.architecture === "deepseek2";

  for (let layer = 0; layer < layers; layer++) {
    const edited = new LayerEdits(edits, layer);
    const normed = stream.map((x) => rmsNorm(x, model.layer(layer, "attn_norm.weight"), epsilon));
    const projections = isLatent ? latentProjections(model, layer, normed) : groupedQueryProjections(model, layer, normed);
    const keyWidth = isLatent ? model.latent().plainWidth + model.latent().rotaryWidth : headWidth;
    const { weights, outputs } = causalAttention(projections, 1 / Math.sqrt(keyWidth), (head, i, j) => edited.blocks(head, i, j));
    const read = outputs.map((z, i) => edited.heads(z, i, heads));
    run.attention.push(weights);
    run.values.push(projections.values);
    run.heads.push(read);
    const valueWidth = isLatent ? model.latent().valueWidth : headWidth;
    stream = stream.map((x, i) =>
      add(x, edited.write("attention-write", matVec(model.layer(layer, "attn_output.weight"), width, heads * valueWidth, read[i] ?? new Float64Array()), i)),
    );

    run.between.push(stream);
    const inputs = stream.map((x) => rmsNorm(x, model.layer(layer, "ffn_norm.weight"), epsilon));
    const routing = model.isMixture(layer)
      ? inputs.map((x, i) =>
          route(model, layer, x, { off: edited.experts("expert-off", i), never: edited.experts("expert-reroute", i), always: edited.experts("expert-force", i) }),
        )
      : null;
    const written = inputs.map((x, i) => {
      const decision = routing?.[i];
      return decision ? mixture(model, layer, x, decision) : dense(model, layer, x);
    });
    stream = stream.map((x, i) => edited.residual(add(x, edited.write("ffn-write", written[i] ?? new Float64Array(), i)), i));
    run.routing.push(routing);
    run.residual.push(stream);
  }

  run.finalNorm = stream.map((x) => rmsNorm(x, model.tensor("output_norm.weight"), epsilon));
  run.logits = run.finalNorm.map((x) => matVec(model.output, vocabulary, width, x));
  return run;
}

/** A dense layer's feed-forward. `x`: (D), after the norm. */
export function dense(model: ReferenceModel, layer: number, x: Float64Array): Float64Array {
  const weights = {
    gate: model.layer(layer, "ffn_gate.weight"),
    up: model.layer(layer, "ffn_up.weight"),
    down: model.layer(layer, "ffn_down.weight"),
  };
  return gatedFeedForward(x, weights, model.denseWidth);
}
