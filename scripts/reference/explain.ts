import { mixtureParts } from "./experts";
import { dense, forward, type ReferenceRun } from "./forward";
import type { ReferenceModel } from "./model";
import { add, at, dot, matVec, rmsNorm, softmax } from "./operations";

/** Layer by layer, what the model would predict after a position if its layers ended there. */
export interface ReferenceLens {
  /** The likeliest token. */
  first: number;
  /** Natural log-probabilities of the ids asked about. */
  logprobs: number[];
  /** Nats. */
  entropy: number;
}

/** Parts of one logit, or of the difference of two. Null where there is no such part. */
export interface ReferenceParts {
  logit: number;
  embedding: number;
  layers: { attention: number; heads: number[]; ffn: number; experts: { id: number; value: number }[]; shared: number | null }[];
}

/** Logit lens (nostalgebraist 2020): softmax(W_U · RMSNorm_f(h_l)). */
export function referenceLens(model: ReferenceModel, run: ReferenceRun, position: number, asked: readonly number[]): ReferenceLens[] {
  const { width, vocabulary, epsilon } = model.shape;
  return run.residual.map((stream) => {
    const residual = stream[position];
    if (!residual) throw new Error(`There is no position ${position}`);
    const p = softmax(matVec(model.output, vocabulary, width, rmsNorm(residual, model.tensor("output_norm.weight"), epsilon)));
    const first = p.reduce((best, value, id) => (value > at(p, best) ? id : best), 0);
    return { first, logprobs: asked.map((id) => Math.log(at(p, id))), entropy: -p.reduce((sum, value) => (value > 0 ? sum + value * Math.log(value) : sum), 0) };
  });
}

/** (γ ⊙ W_U[target] / σ) less that of the foil, σ being that of the final residual stream. */
function direction(model: ReferenceModel, final: Float64Array, target: number, foil: number | null): Float64Array {
  const { width, epsilon } = model.shape;
  const norm = model.tensor("output_norm.weight");
  const sigma = Math.sqrt(dot(final, final) / final.length + epsilon);
  const row = (id: number, d: number): number => at(model.output, id * width + d);
  return final.map((_, d) => (at(norm, d) * (row(target, d) - (foil === null ? 0 : row(foil, d)))) / sigma);
}

/** Direct logit attribution at one position (Elhage et al. 2021): each component's write into the residual stream against the direction. */
export function referenceParts(model: ReferenceModel, run: ReferenceRun, position: number, target: number, foil: number | null): ReferenceParts {
  const { layers, width, heads, epsilon } = model.shape;
  const vector = (list: Float64Array[] | undefined): Float64Array => {
    const found = list?.[position];
    if (!found) throw new Error(`There is no position ${position}`);
    return found;
  };
  const u = direction(model, vector(run.residual[layers - 1]), target, foil);
  const logits = vector(run.logits);
  return {
    logit: at(logits, target) - (foil === null ? 0 : at(logits, foil)),
    embedding: dot(u, vector(run.embedding)),
    layers: Array.from({ length: layers }, (_, layer) => {
      const z = vector(run.heads[layer]);
      const share = z.length / heads;
      const perHead = Array.from({ length: heads }, (_, head) => {
        const alone = z.map((value, i) => (Math.floor(i / share) === head ? value : 0));
        return dot(u, matVec(model.layer(layer, "attn_output.weight"), width, z.length, alone));
      });
      const input = rmsNorm(vector(run.between[layer]), model.layer(layer, "ffn_norm.weight"), epsilon);
      const routing = run.routing[layer]?.[position];
      if (!routing) return { attention: perHead.reduce((a, b) => a + b, 0), heads: perHead, ffn: dot(u, dense(model, layer, input)), experts: [], shared: null };
      const { slots, shared } = mixtureParts(model, layer, input, routing);
      const whole = slots.reduce((sum, slot) => add(sum, slot), shared ?? new Float64Array(width));
      return {
        attention: perHead.reduce((a, b) => a + b, 0),
        heads: perHead,
        ffn: dot(u, whole),
        experts: routing.experts.map((id, slot) => ({ id, value: dot(u, slots[slot] ?? new Float64Array()) })),
        shared: shared && dot(u, shared),
      };
    }),
  };
}

/** log p(answer | tokens), teacher-forced. */
export function referenceLogprob(model: ReferenceModel, tokens: readonly number[], answer: readonly number[]): number {
  const { logits } = forward(model, [...tokens, ...answer.slice(0, -1)]);
  return answer.reduce((sum, id, i) => sum + Math.log(at(softmax(logits[tokens.length - 1 + i] ?? new Float64Array()), id)), 0);
}
