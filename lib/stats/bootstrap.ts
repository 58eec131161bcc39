import { type ClusterTable, type Statistic, totals } from "./cluster-table";
import { normalCdf, normalQuantile } from "./distributions";
import { mean, sortedQuantile, variance } from "./quantile";
import { GENERATOR_NAME, seededRandom } from "./random";
import type { Interval } from "./wilson";

/** Below this many clusters a bootstrap interval tends to be too narrow: results say so (Cameron & Miller 2015). */
export const FEW_CLUSTERS = 40;
export const MINIMUM_RESAMPLES = 10_000;
/** More undefined resamples than this share and the rest no longer stands for the whole: no interval is given. */
const UNDEFINED_LIMIT = 0.05;

export interface BootstrapOptions {
  seed: number;
  /** Names the stream of random numbers: one a metric and group. */
  label?: string;
  resamples?: number;
  level?: number;
}

export interface BootstrapResult {
  /** The statistic on the data; NaN where undefined. */
  estimate: number;
  interval: Interval | null;
  method: "bca" | "percentile" | "none";
  /** Why not BCa, or why no interval, in a sentence for a reader; null when BCa was possible. */
  note: string | null;
  /** Standard deviation of the resampled statistic; null with no interval. */
  standardError: number | null;
  clusters: number;
  fewClusters: boolean;
  resamples: number;
  /** Resamples on which the statistic was undefined, left out. */
  undefinedResamples: number;
  seed: number;
  generator: string;
  /** z0 and a of Efron 1987; null where undefined. */
  biasCorrection: number | null;
  acceleration: number | null;
}

/** Shows `visit` the column sums of each of `resamples` draws of C clusters out of C with replacement. */
function resample(table: ClusterTable, resamples: number, seed: number, label: string, visit: (sums: Float64Array, b: number) => void): void {
  const { clusters, columns, sums } = table;
  const random = seededRandom(seed, label);
  const drawn = new Float64Array(columns);
  const chosen = new Uint32Array(clusters);
  for (let b = 0; b < resamples; b++) {
    random.fillBelow(chosen, clusters);
    for (let k = 0; k < columns; k++) {
      let sum = 0;
      for (let c = 0; c < clusters; c++) sum += sums[(chosen[c] ?? 0) * columns + k] ?? 0;
      drawn[k] = sum;
    }
    visit(drawn, b);
  }
}

/** The statistic without cluster c, for each c. (C) */
export function jackknife(table: ClusterTable, statistic: Statistic): Float64Array {
  const { clusters, columns, sums } = table;
  const total = totals(table);
  const rest = new Float64Array(columns);
  return Float64Array.from({ length: clusters }, (_, c) => {
    for (let k = 0; k < columns; k++) rest[k] = (total[k] ?? 0) - (sums[c * columns + k] ?? 0);
    return statistic(rest);
  });
}

/** a = Σ d³ / (6 (Σ d²)^1.5), d = mean - leave-one-out value (Efron & Tibshirani 1993, eq. 14.15); null where undefined. */
export function jackknifeAcceleration(leftOut: Float64Array): number | null {
  const centre = mean(leftOut);
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    const d = centre - value;
    squares += d * d;
    cubes += d * d * d;
  }
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : null;
}

/**
 * BCa interval (Efron 1987) with clusters as the units that are resampled; the acceleration comes from the leave-one-cluster-out
 * jackknife. Falls back to the percentile interval when bias correction or acceleration is undefined, and to no interval when
 * there are fewer than two clusters, nothing varies, or too many resamples are undefined. `note` says which and why.
 */
export function clusterBootstrap(table: ClusterTable, statistic: Statistic, options: BootstrapOptions): BootstrapResult {
  const [result] = clusterBootstraps(table, [statistic], options);
  if (!result) throw new RangeError("no statistic");
  return result;
}

/** Several statistics of one table on the same resamples. */
export function clusterBootstraps(table: ClusterTable, statistics: readonly Statistic[], options: BootstrapOptions): BootstrapResult[] {
  const { seed, label = "", resamples = MINIMUM_RESAMPLES, level = 0.95 } = options;
  const values = statistics.map(() => new Float64Array(resamples));
  if (table.clusters > 1) {
    resample(table, resamples, seed, label, (sums, b) => {
      for (let s = 0; s < statistics.length; s++) {
        const line = values[s];
        if (line) line[b] = statistics[s]?.(sums) ?? Number.NaN;
      }
    });
  }
  return statistics.map((statistic, s) => intervalFrom(table, statistic, values[s] ?? new Float64Array(), seed, level));
}

function intervalFrom(table: ClusterTable, statistic: Statistic, resampled: Float64Array, seed: number, level: number): BootstrapResult {
  const resamples = resampled.length;
  const result: BootstrapResult = {
    estimate: table.clusters === 0 ? Number.NaN : statistic(totals(table)),
    interval: null,
    method: "none",
    note: null,
    standardError: null,
    clusters: table.clusters,
    fewClusters: table.clusters < FEW_CLUSTERS,
    resamples,
    undefinedResamples: 0,
    seed,
    generator: GENERATOR_NAME,
    biasCorrection: null,
    acceleration: null,
  };
  if (Number.isNaN(result.estimate)) return { ...result, note: "The estimate is undefined on these data." };
  if (table.clusters < 2) return { ...result, note: "One cluster says nothing about the spread between clusters: no interval." };

  const values = resampled.filter((value) => !Number.isNaN(value)).sort();
  result.undefinedResamples = resamples - values.length;
  if (result.undefinedResamples > resamples * UNDEFINED_LIMIT) {
    return { ...result, note: `The statistic was undefined on ${result.undefinedResamples} of ${resamples} resamples: no interval.` };
  }
  const first = values[0] ?? Number.NaN;
  const last = values[values.length - 1] ?? Number.NaN;
  // Sums of the same numbers in another order differ in the last digits: that is no spread.
  const tolerance = 1e-12 * Math.max(1, Math.abs(result.estimate));
  if (last - first <= tolerance) {
    return { ...result, note: "Every cluster gives the same value: resampling cannot show how uncertain it is, no interval." };
  }
  result.standardError = Math.sqrt(variance(values));

  const tail = (1 - level) / 2;
  result.biasCorrection = biasCorrection(values, result.estimate, tolerance);
  result.acceleration = jackknifeAcceleration(jackknife(table, statistic));
  const adjusted =
    result.biasCorrection === null || result.acceleration === null
      ? null
      : bcaProbabilities(result.biasCorrection, result.acceleration, tail);
  const [low, high] = adjusted ?? [tail, 1 - tail];
  result.interval = { lo: sortedQuantile(values, low), hi: sortedQuantile(values, high) };
  result.method = adjusted ? "bca" : "percentile";
  result.note = adjusted ? null : "The BCa correction is undefined on these data: a percentile interval is given.";
  return result;
}

/** z0: the normal quantile of the share of resamples below the estimate, ties counted half; null at a share of 0 or 1. */
function biasCorrection(sorted: Float64Array, estimate: number, tolerance: number): number | null {
  let share = 0;
  for (const value of sorted) {
    if (value > estimate + tolerance) break;
    share += value < estimate - tolerance ? 1 : 0.5;
  }
  const z = normalQuantile(share / sorted.length);
  return Number.isFinite(z) ? z : null;
}

/** The two probabilities at which BCa reads the resampled distribution; null where the transformation folds over. */
function bcaProbabilities(z0: number, acceleration: number, tail: number): [number, number] | null {
  const at = (z: number) => {
    const scale = 1 - acceleration * (z0 + z);
    return scale > 0 ? normalCdf(z0 + (z0 + z) / scale) : Number.NaN;
  };
  const low = at(normalQuantile(tail));
  const high = at(normalQuantile(1 - tail));
  return low < high ? [low, high] : null;
}
