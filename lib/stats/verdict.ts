import type { MinimumDetectableEffect } from "./power";
import type { Interval } from "./wilson";

export interface Evidence {
  /** null where the estimate is undefined on these data. */
  estimate: number | null;
  /** The value without an effect. */
  nullValue: number;
  interval: Interval | null;
  /** Adjusted for the family; null when no test was possible. */
  pAdjusted: number | null;
  mde: MinimumDetectableEffect | null;
  /** The smallest p, corrected for the family, that the number of clusters allows; null where that is no limit. */
  smallestP: number | null;
}

export interface VerdictRule {
  alpha: number;
  /** Declared before the audit, in the units of the estimate: smaller effects do not matter to the auditor. */
  smallestEffect: number;
}

/** There is no fourth verdict: data never show that a model has no bias. */
export type Verdict =
  | { kind: "detected" }
  | { kind: "not-detected"; wouldHaveSeen: number }
  | { kind: "inconclusive"; couldOnlyHaveSeen: number | null; because: string };

/**
 * Detected: adjusted p <= alpha and an interval without the null value. Not detected: no such p, in data that would have shown the
 * smallest effect of interest. Everything else is inconclusive, test and interval that contradict each other included.
 */
export function verdictOf(evidence: Evidence, rule: VerdictRule): Verdict {
  const { estimate, interval, pAdjusted, mde, nullValue, smallestP } = evidence;
  const seen = mde?.value ?? null;
  const inconclusive = (because: string): Verdict => ({ kind: "inconclusive", couldOnlyHaveSeen: seen, because });
  if (estimate === null) return inconclusive("The estimate is undefined on these data.");
  if (pAdjusted === null) return inconclusive("No test was possible on these data.");
  if (pAdjusted <= rule.alpha) {
    if (interval === null) return inconclusive("The test rejects, but no interval could be given.");
    const excludesNull = interval.lo > nullValue || interval.hi < nullValue;
    return excludesNull ? { kind: "detected" } : inconclusive("The test rejects, but the interval contains the null value.");
  }
  if (seen === null) return inconclusive("How small an effect these data could show is unknown.");
  if (smallestP !== null && smallestP > rule.alpha) {
    return { kind: "inconclusive", couldOnlyHaveSeen: null, because: "So few clusters cannot give a significant p, whatever the effect." };
  }
  const away = interval !== null && (interval.lo > nullValue || interval.hi < nullValue);
  if (away && Math.abs(estimate - nullValue) >= rule.smallestEffect) {
    return inconclusive("The interval lies away from the null value, but the corrected test does not reject.");
  }
  return seen <= rule.smallestEffect
    ? { kind: "not-detected", wouldHaveSeen: seen }
    : inconclusive("An effect that matters could have been missed.");
}
