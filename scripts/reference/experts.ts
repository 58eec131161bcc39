import type { ReferenceModel } from "./model";
import { add, at, gatedFeedForward, matVec, sigmoid, softmax } from "./operations";

/** What the router decided for one token. */
export interface Routing {
  /** (E): affinities, after softmax or sigmoid, before the bias. */
  scores: Float64Array;
  /** (E): what the choice is made by: with the bias, −∞ outside the chosen groups. */
  selection: Float64Array;
  /** (K), best first. */
  experts: number[];
  /** (K): gate weights as used. */
  weights: number[];
}

/** Experts whose gate is 0, that are not to be chosen, and that are chosen in any case. */
export interface RoutingEdits {
  off: ReadonlySet<number>;
  never: ReadonlySet<number>;
  always: ReadonlySet<number>;
}
const unedited: RoutingEdits = { off: new Set(), never: new Set(), always: new Set() };

/**
 * The router (DeepSeekMoE: V2 report eqs. 20–22, V3 report eqs. 12–16): affinities by softmax or sigmoid; V3 adds a bias for
 * the choice only and chooses inside the groups with the best sum of two affinities; gates are the plain affinities of the
 * chosen, normalised if the model says so, times a factor.
 */
export function route(model: ReferenceModel, layer: number, x: Float64Array, edits: RoutingEdits = unedited): Routing {
  const moe = model.experts();
  const logits = matVec(model.layer(layer, "ffn_gate_inp.weight"), moe.count, x.length, x);
  const scores = moe.gate === "softmax" ? softmax(logits) : logits.map(sigmoid);
  const bias = model.optionalLayer(layer, "exp_probs_b.bias");
  const biased = bias ? add(scores, bias) : scores;
  const selection = moe.groups > 1 ? insideBestGroups(biased, moe.groups, moe.groupsUsed) : biased;

  const { off, never, always } = edits;
  const open = bestFirst(selection, moe.count).filter((expert) => !never.has(expert));
  const chosenFreely = open.slice(0, moe.used);
  const missing = [...always].filter((expert) => !chosenFreely.includes(expert));
  // Each forced expert takes the place of the worst that is not forced itself.
  const dropped = new Set(missing.length === 0 ? [] : chosenFreely.filter((expert) => !always.has(expert)).slice(-missing.length));
  const experts = [...chosenFreely.filter((expert) => !dropped.has(expert)), ...missing];
  const chosen = experts.map((expert) => at(scores, expert));
  const sum = moe.normalised ? chosen.reduce((a, b) => a + b, 0) : 1;
  return { scores, selection, experts, weights: chosen.map((score, slot) => (off.has(experts[slot] ?? -1) ? 0 : (score / sum) * moe.scale)) };
}

function insideBestGroups(scores: Float64Array, groups: number, used: number): Float64Array {
  const size = scores.length / groups;
  const quality = Float64Array.from({ length: groups }, (_, group) => {
    const members = scores.slice(group * size, (group + 1) * size).sort();
    return at(members, size - 1) + at(members, size - 2);
  });
  const kept = new Set(bestFirst(quality, used));
  return scores.map((score, expert) => (kept.has(Math.floor(expert / size)) ? score : -Infinity));
}

function bestFirst(scores: Float64Array, count: number): number[] {
  const order = Array.from(scores, (_, i) => i);
  return order.sort((a, b) => at(scores, b) - at(scores, a)).slice(0, count);
}

/** What each part of a mixture adds: the chosen experts times their gates, and the shared experts, which stand in one wide network. */
export function mixtureParts(model: ReferenceModel, layer: number, x: Float64Array, routing: Routing): { slots: Float64Array[]; shared: Float64Array | null } {
  const moe = model.experts();
  const network = (suffix: string) => ({
    gate: model.layer(layer, `ffn_gate${suffix}.weight`),
    up: model.layer(layer, `ffn_up${suffix}.weight`),
    down: model.layer(layer, `ffn_down${suffix}.weight`),
  });
  const slots = routing.experts.map((expert, slot) => {
    const gate = routing.weights[slot] ?? NaN;
    return gatedFeedForward(x, network("_exps"), moe.width, expert).map((value) => value * gate);
  });
  return { slots, shared: moe.shared > 0 ? gatedFeedForward(x, network("_shexp"), moe.width * moe.shared) : null };
}

/** Σ gate × expert(x) over the chosen experts, plus the shared experts, which always work. */
export function mixture(model: ReferenceModel, layer: number, x: Float64Array, routing: Routing): Float64Array {
  const { slots, shared } = mixtureParts(model, layer, x, routing);
  return slots.reduce<Float64Array>((sum, slot) => add(sum, slot), shared ?? new Float64Array(x.length));
}
