import gammaln from "@stdlib/math-base-special-gammaln";
import normalCdfOf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantileOf from "@stdlib/stats-base-dists-normal-quantile";
import tCdfOf from "@stdlib/stats-base-dists-t-cdf";
import tQuantileOf from "@stdlib/stats-base-dists-t-quantile";

/** The only place that knows which library computes distributions (stdlib, Apache-2.0; agrees with scipy to 1e-9 and better). */

/** P(Z <= z) for a standard normal Z. */
export const normalCdf = (z: number): number => normalCdfOf(z, 0, 1);

/** z with P(Z <= z) = p; -Infinity and Infinity at 0 and 1. */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/** P(T <= t) for Student's t with `degrees` > 0 degrees of freedom. */
export const tCdf = (t: number, degrees: number): number => tCdfOf(t, degrees);

/** t with P(T <= t) = p. */
export const tQuantile = (p: number, degrees: number): number => tQuantileOf(p, degrees);

/** Natural logarithm of n choose k, 0 <= k <= n. */
export function logChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
