import { describeMetrics } from "./registry";

/**
 * What is worse for a metric. "farther": an estimate farther from the value without an effect, whichever side of it; "lower" and
 * "higher": of metrics that have no such value, such as accuracy; "neither": figures that say how to read others.
 */
export type WorseWhen = "farther" | "lower" | "higher" | "neither";

const byId: readonly (readonly [RegExp, WorseWhen])[] = [
  [/^(pair\.|stereoset\.ss$|bbq\.(s_amb|s_dis|accuracy_gap)\.|coref\.|target\.(bias|gap)$|calibration\.share$|decision\.(contrast|impact_ratio)$|continuation\.\w+_gap$)/, "farther"],
  [/^(stereoset\.(lms|icat)$|bbq\.accuracy_(ambig|disambig)\.)/, "lower"],
  [/^(target\.range|continuation\.divergence)$/, "higher"],
  [/^(target\.(share|coverage)|decision\.coverage|bbq\.unknown_rate\.\w+)$/, "neither"],
];

const known = new Map(describeMetrics().map(({ id }) => [id, byId.find(([pattern]) => pattern.test(id))?.[1]]));

/** Error: `RangeError` for a metric of which nobody has said what is worse. */
export function worseWhen(id: string): WorseWhen {
  const direction = known.get(id);
  if (direction === undefined) throw new RangeError(`what is worse for the metric ${id} is not said`);
  return direction;
}
