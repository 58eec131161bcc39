import { normalQuantile } from "./distributions";

export interface Interval {
  lo: number;
  hi: number;
}

/**
 * Score interval of a proportion of independent trials (Wilson 1927), without continuity correction.
 * `successes` in 0 .. n, may be fractional (a tie counts one half); n > 0. Bounds are in [0, 1].
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || successes < 0 || successes > n) throw new RangeError(`no proportion: ${successes} of ${n}`);
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  // At 0 and n the bound is exactly 0 and 1; rounding must not push it past.
  return { lo: successes === 0 ? 0 : Math.max(0, centre - half), hi: successes === n ? 1 : Math.min(1, centre + half) };
}
