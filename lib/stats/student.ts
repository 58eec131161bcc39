import { tCdf, tQuantile } from "./distributions";
import { mean, variance } from "./quantile";
import type { Interval } from "./wilson";

export interface StudentResult {
  mean: number;
  standardDeviation: number;
  standardError: number;
  degrees: number;
  t: number;
  p: number;
  interval: Interval;
}

/**
 * One-sample t over scenario (cluster) means on n - 1 degrees of freedom, two-sided, against 0.
 * null for fewer than two values or when they do not vary: nothing is known of their spread.
 */
export function studentTest(values: ArrayLike<number>, level = 0.95): StudentResult | null {
  const n = values.length;
  const standardDeviation = Math.sqrt(variance(values));
  if (n < 2 || !(standardDeviation > 0)) return null;
  const centre = mean(values);
  const standardError = standardDeviation / Math.sqrt(n);
  const degrees = n - 1;
  const t = centre / standardError;
  const half = tQuantile(1 - (1 - level) / 2, degrees) * standardError;
  return {
    mean: centre,
    standardDeviation,
    standardError,
    degrees,
    t,
    p: Math.min(1, 2 * tCdf(-Math.abs(t), degrees)),
    interval: { lo: centre - half, hi: centre + half },
  };
}
