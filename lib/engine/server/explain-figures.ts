import type { Contributions, LensLayer, NamedToken } from "@/lib/domain/explanation";
import type { ContributionFigures, LensFigures } from "@/native/index";

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN;
const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The layers of the lens at the n-th of its positions; `asked` is the target and, where there is one, the foil. */
export function lensLayers(lens: LensFigures, n: number, hasFoil: boolean): LensLayer[] {
  const count = lens.layers.length;
  const asked = hasFoil ? 2 : 1;
  return Array.from(lens.layers, (layer, l) => {
    const row = n * count + l;
    const sum = at(lens.logSumExp, row);
    const kept = Array.from({ length: lens.top }, (_, k) => row * lens.top + k);
    const logprob = (which: number): number => at(lens.askedLogits, row * asked + which) - sum;
    return {
      layer,
      ids: kept.map((i) => at(lens.ids, i)),
      probs: kept.map((i) => Math.exp(at(lens.logits, i) - sum)),
      entropy: at(lens.entropy, row),
      targetLogprob: logprob(0),
      targetRank: at(lens.askedRanks, row * asked),
      foilLogprob: hasFoil ? logprob(1) : null,
      foilRank: hasFoil ? at(lens.askedRanks, row * asked + 1) : null,
    };
  });
}

/** Tokens that led in any layer at the n-th position, with their log-probability in each layer. */
export function everFirst(lens: LensFigures, n: number, name: (id: number) => NamedToken): (NamedToken & { logprobs: number[] })[] {
  const count = lens.layers.length;
  const [from, to] = [at(lens.everOffsets, n), at(lens.everOffsets, n + 1)];
  return Array.from(lens.everIds.subarray(from, to), (id, i) => ({
    ...name(id),
    logprobs: Array.from({ length: count }, (_, l) => at(lens.everLogits, (from + i) * count + l) - at(lens.logSumExp, n * count + l)),
  }));
}

/** The addon's flat arrays as a tree; NaN becomes null. A layer whose expert slots are absent is dense. */
export function contributionTree(figures: ContributionFigures): Contributions {
  const { heads, slots } = figures;
  return {
    embedding: figures.embedding,
    bias: figures.bias,
    sigma: figures.sigma,
    attention: Array.from(figures.layers, (layer, l) => {
      const values = Array.from(figures.headValues.subarray(l * heads, (l + 1) * heads));
      return { layer, total: at(figures.attention, l), heads: values.some(Number.isNaN) || heads === 0 ? null : values };
    }),
    ffn: Array.from(figures.layers, (layer, l) => {
      const experts = Array.from({ length: slots }, (_, k) => l * slots + k)
        .filter((i) => at(figures.experts, i) >= 0)
        .map((i) => ({ id: at(figures.experts, i), gate: known(at(figures.gates, i)), value: at(figures.slotValues, i) }));
      const total = at(figures.ffn, l);
      return { layer, total, experts, shared: known(at(figures.shared, l)), dense: experts.length === 0 ? total : null };
    }),
  };
}

/** What is left of the logit when all parts are taken away. */
export function remainderOf(logit: number, parts: Contributions): number {
  const totals = [...parts.attention, ...parts.ffn].reduce((sum, { total }) => sum + total, 0);
  return logit - (parts.embedding + parts.bias + totals);
}
