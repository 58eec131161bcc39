import { type BootstrapOptions, type BootstrapResult, clusterBootstrap } from "./bootstrap";
import { clusterTable, type Statistic } from "./cluster-table";
import type { Interval } from "./wilson";

export interface EffectSize {
  name: "cohen-h" | "cohen-dz" | "impact-ratio" | "difference";
  value: number;
  interval: Interval | null;
}

/** Cohen's h (1988): difference of two shares on the arcsine scale; 0.2 small, 0.5 medium, 0.8 large by his convention. */
export function cohenH(share: number, reference: number): number {
  return 2 * Math.asin(Math.sqrt(share)) - 2 * Math.asin(Math.sqrt(reference));
}

/** h against a fixed share. It is monotone in the share, so the interval of the share carries over bound by bound. */
export function cohenHAgainst(share: number, interval: Interval | null, reference: number): EffectSize {
  const clamped = (p: number) => Math.min(1, Math.max(0, p));
  return {
    name: "cohen-h",
    value: cohenH(share, reference),
    interval: interval && { lo: cohenH(clamped(interval.lo), reference), hi: cohenH(clamped(interval.hi), reference) },
  };
}

/** Mean over standard deviation (n - 1) of paired differences, from the columns (1, x, x²). */
const standardisedMean: Statistic = ([n = 0, sum = 0, squares = 0]) => {
  const deviation = Math.sqrt(Math.max(0, (squares - (sum * sum) / n) / (n - 1)));
  return deviation > 0 ? sum / n / deviation : Number.NaN;
};

/**
 * d_z = mean / standard deviation of the clusters' mean differences, interval by the same bootstrap as the estimate.
 * null where the differences do not vary or there are fewer than two.
 */
export function standardisedDifference(clusterMeans: ArrayLike<number>, options: BootstrapOptions): (EffectSize & { bootstrap: BootstrapResult }) | null {
  const rows = Array.from(clusterMeans, (value, i) => ({ value, key: String(i).padStart(8, "0") }));
  const bootstrap = clusterBootstrap(clusterTable(rows, (r) => r.key, (r) => [1, r.value, r.value ** 2]), standardisedMean, options);
  if (Number.isNaN(bootstrap.estimate)) return null;
  return { name: "cohen-dz", value: bootstrap.estimate, interval: bootstrap.interval, bootstrap };
}
