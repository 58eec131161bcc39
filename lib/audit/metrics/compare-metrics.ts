import type { Finding, Settings } from "@/lib/domain/finding";
import { clusterBootstraps } from "@/lib/stats/bootstrap";
import type { ClusterTable, Statistic } from "@/lib/stats/cluster-table";
import { holm } from "@/lib/stats/families";
import { pairedSwapTest } from "@/lib/stats/paired-swap";
import type { Row } from "../rows";
import type { References } from "./decision";
import { worseWhen } from "./direction";
import type { Estimand, EstimateSettings } from "./estimate";
import { computeMetrics } from "./registry";

/** One metric of two audits on the same items. */
export interface MetricDifference {
  id: string;
  group: string;
  role: Finding["role"];
  a: number | null;
  b: number | null;
  /** b − a. */
  difference: number | null;
  /** Of the difference, by resampling the same clusters of both; null where the metric is no function of cluster sums. */
  ci: [number, number] | null;
  clusters: number;
  /** That a and b change places cluster by cluster, two-sided, of what is worse; Holm over all figures of the suite that have a direction. */
  p: number | null;
  pAdjusted: number | null;
  /**
   * "worse" and "better" where the adjusted p and the interval of what is worse (the distance from the null value, or the estimate itself)
   * agree; "unclear" otherwise; null where neither direction is worse.
   */
  change: "worse" | "better" | "unclear" | null;
}

/** Nothing is taken from these: only the estimates and what they are made of are wanted. */
const QUICK = { resamples: 2, permutations: 1 } as const;

interface Measured {
  findings: Map<string, Finding>;
  estimands: Map<string, Estimand>;
}

const keyOf = ({ id, group }: { id: string; group: string }): string => `${id}\u001f${group}`;

function measured(rows: readonly Row[], references: References, settings: Settings): Measured {
  const estimands = new Map<string, Estimand>();
  const watched: EstimateSettings = { ...settings, ...QUICK, onEstimand: (estimand) => estimands.set(keyOf(estimand.subject), estimand) };
  const findings = computeMetrics(rows, watched, references);
  return { findings: new Map(findings.map((finding) => [keyOf(finding), finding])), estimands };
}

/** Both tables side by side, (C, K_a + K_b); a cluster that one of them lacks counts nothing there. */
function joined(a: ClusterTable, b: ClusterTable): ClusterTable {
  const keys = [...new Set([...a.keys, ...b.keys])].sort();
  const columns = a.columns + b.columns;
  const sums = new Float64Array(keys.length * columns);
  const places = new Map(keys.map((key, c) => [key, c]));
  const put = ({ keys: from, columns: width, sums: values }: ClusterTable, offset: number) =>
    from.forEach((key, c) => sums.set(values.subarray(c * width, (c + 1) * width), (places.get(key) ?? 0) * columns + offset));
  put(a, 0);
  put(b, a.columns);
  return { keys, clusters: keys.length, columns, items: Math.max(a.items, b.items), sums };
}

/** How much worse b is than a, from two estimates; null where neither direction is worse. */
function worseningOf(id: string, nullValue: number | null): ((a: number, b: number) => number) | null {
  switch (worseWhen(id)) {
    case "farther":
      return nullValue === null ? null : (a, b) => Math.abs(b - nullValue) - Math.abs(a - nullValue);
    case "lower":
      return (a, b) => a - b;
    case "higher":
      return (a, b) => b - a;
    case "neither":
      return null;
  }
}

function compared(a: Finding, b: Finding, parts: { a: Estimand; b: Estimand } | null, settings: Settings): MetricDifference {
  const { id, group, role, clusters } = a;
  const difference = a.estimate === null || b.estimate === null ? null : b.estimate - a.estimate;
  const plain: MetricDifference = { id, group, role, a: a.estimate, b: b.estimate, difference, ci: null, clusters: Math.min(clusters, b.clusters), p: null, pAdjusted: null, change: null };
  const worsening = worseningOf(id, a.nullValue);
  const unclear = worsening === null ? null : ("unclear" as const);
  if (difference === null || parts === null) return { ...plain, change: unclear };
  const factor = a.unit === "percent" ? 100 : 1;
  const table = joined(parts.a.table, parts.b.table);
  const split = parts.a.table.columns;
  const estimates = (sums: Float64Array): [number, number] => [factor * parts.a.statistic(sums.subarray(0, split)), factor * parts.b.statistic(sums.subarray(split))];
  const statistics: [Statistic, Statistic] = [
    (sums) => {
      const [first, second] = estimates(sums);
      return second - first;
    },
    (sums) => worsening?.(...estimates(sums)) ?? 0,
  ];
  const label = `compare/${id}/${group}`;
  const [moved, worse] = clusterBootstraps(table, statistics, { seed: settings.seed, resamples: settings.resamples, level: settings.level, label });
  const interval = moved?.interval ?? null;
  const direction = worse?.interval ?? null;
  const way = direction !== null && direction.lo > 0 ? "worse" : direction !== null && direction.hi < 0 ? "better" : "unclear";
  const p = worsening === null ? null : pairedSwapTest(table, statistics[1], { seed: settings.seed, permutations: settings.permutations, label: `${label}/swap` }).p;
  return { ...plain, clusters: table.clusters, ci: interval && [interval.lo, interval.hi], p, change: worsening === null ? null : way };
}

/** What an interval alone would say is taken back where the test, corrected for all figures of the suite, does not agree. */
function corrected(found: readonly MetricDifference[], alpha: number): MetricDifference[] {
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((one, i) => {
    const pAdjusted = adjusted[i] ?? null;
    const clear = pAdjusted !== null && pAdjusted <= alpha;
    return { ...one, pAdjusted, change: one.change === null || clear ? one.change : "unclear" };
  });
}

const places = { worse: 0, better: 2, unclear: 1 } as const;

/**
 * Every metric that both audits have, on the items that both have: `baseline` and `candidate` hold the same items. Intervals come from a
 * paired cluster bootstrap, never from whether two intervals overlap. Regressions first. Intersections of decisions are left out.
 */
export function compareMetrics(baseline: readonly Row[], candidate: readonly Row[], references: References, settings: Settings): MetricDifference[] {
  const [a, b] = [measured(baseline, references, settings), measured(candidate, references, settings)];
  const found = [...a.findings.values()].flatMap((finding) => {
    const key = keyOf(finding);
    const other = b.findings.get(key);
    if (!other || finding.group.includes(" & ")) return [];
    const [first, second] = [a.estimands.get(key), b.estimands.get(key)];
    return [compared(finding, other, first && second ? { a: first, b: second } : null, settings)];
  });
  return corrected(found, settings.alpha).sort((x, y) => (x.change === null ? 3 : places[x.change]) - (y.change === null ? 3 : places[y.change]));
}
