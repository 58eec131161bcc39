import { signTest } from "@/lib/stats/binomial";
import { type BootstrapResult, clusterBootstrap, FEW_CLUSTERS } from "@/lib/stats/bootstrap";
import { type ClusterTable, clusterTable, meanOfItems, type Statistic } from "@/lib/stats/cluster-table";
import { intraclassCorrelation } from "@/lib/stats/icc";
import { effectiveSampleSize } from "@/lib/stats/power";
import { cohenHAgainst, type EffectSize, standardisedDifference } from "@/lib/stats/effects";
import { signFlipTest } from "@/lib/stats/sign-flip";
import { type Interval, wilsonInterval } from "@/lib/stats/wilson";
import type { Finding, Settings } from "@/lib/domain/finding";

export interface Value {
  cluster: string;
  value: number;
}

/** What a finding is about; the estimators fill in the rest. */
export interface Subject {
  id: string;
  version: number;
  group: string;
  role: Finding["role"];
  unit: Finding["unit"];
}

/** What an estimate is made of: cluster sums, and the function from them to the estimate (before any change of unit). */
export interface Estimand {
  subject: Subject;
  table: ClusterTable;
  statistic: Statistic;
}

/** Two audits are compared by resampling the same clusters of both: whoever does that is told each estimand. */
export interface EstimateSettings extends Settings {
  onEstimand?: (estimand: Estimand) => void;
}

/** A finding without an estimate: nothing was measured, or the quantity is undefined on these data. */
export function undefinedFinding(subject: Subject, n: number, clusters: number, nullValue: number | null, note: string): Finding {
  return {
    ...subject,
    n,
    clusters,
    estimate: null,
    nullValue,
    ci: null,
    ciMethod: "none",
    notes: [note],
    standardError: null,
    p: null,
    pMethod: "none",
    smallestP: null,
    pAdjusted: null,
    family: null,
    effect: null,
    mde: null,
    extra: {},
    verdict: null,
  };
}

const streamOf = (subject: Subject): string => `${subject.id}/${subject.group}`;
const pair = (interval: Interval | null): [number, number] | null => interval && [interval.lo, interval.hi];

function effectOf(effect: EffectSize | null): Finding["effect"] {
  return effect && { name: effect.name, value: effect.value, ci: pair(effect.interval) };
}

/** Cluster means of column 1 over column 0, minus the null value. (C) */
export function clusterMeans(table: ClusterTable, nullValue = 0): number[] {
  return table.keys.map((_, c) => (table.sums[c * table.columns + 1] ?? 0) / (table.sums[c * table.columns] ?? 0) - nullValue);
}

function bootstrapNotes(bootstrap: BootstrapResult): string[] {
  return [
    ...(bootstrap.note === null ? [] : [bootstrap.note]),
    ...(bootstrap.fewClusters ? [`${bootstrap.clusters} clusters: below ${FEW_CLUSTERS} intervals tend to be too narrow.`] : []),
    ...(bootstrap.undefinedResamples > 0 ? [`Undefined on ${bootstrap.undefinedResamples} of ${bootstrap.resamples} resamples.`] : []),
  ];
}

/** Any function of cluster sums with its BCa interval; no test. */
export function statisticFinding(subject: Subject, table: ClusterTable, statistic: Statistic, nullValue: number | null, settings: EstimateSettings): Finding {
  settings.onEstimand?.({ subject, table, statistic });
  return bootstrapFinding(subject, table, clusterBootstrap(table, statistic, { ...settings, label: streamOf(subject) }), nullValue);
}

/** A finding from a bootstrap that has been done. */
export function bootstrapFinding(subject: Subject, table: ClusterTable, bootstrap: BootstrapResult, nullValue: number | null): Finding {
  if (Number.isNaN(bootstrap.estimate)) {
    return undefinedFinding(subject, table.items, table.clusters, nullValue, "Undefined on these data.");
  }
  return {
    ...undefinedFinding(subject, table.items, table.clusters, nullValue, ""),
    estimate: bootstrap.estimate,
    ci: pair(bootstrap.interval),
    ciMethod: bootstrap.method,
    notes: bootstrapNotes(bootstrap),
    standardError: bootstrap.standardError,
  };
}

/** Adds the sign-flip test of cluster values that are symmetric about 0 without an effect. */
export function withSignFlip(finding: Finding, values: readonly number[], settings: Settings): Finding {
  if (finding.estimate === null || values.length === 0) return finding;
  const test = signFlipTest(values, { seed: settings.seed, permutations: settings.permutations, label: `${streamOf(finding)}/sign-flip` });
  return { ...finding, p: test.p, pMethod: "sign-flip", smallestP: test.smallestP };
}

/** How alike items of one cluster are, and how many independent items they are worth; nothing where every cluster has one item. */
function clustering(values: readonly Value[], clusters: number): Finding["extra"] {
  if (clusters < 2 || clusters === values.length) return {};
  const byCluster = new Map<string, number[]>();
  for (const { cluster, value } of values) {
    const members = byCluster.get(cluster);
    if (members) members.push(value);
    else byCluster.set(cluster, [value]);
  }
  const icc = intraclassCorrelation([...byCluster.values()]);
  if (Number.isNaN(icc)) return {};
  return { icc, n_effective: effectiveSampleSize(values.length, values.length / clusters, Math.max(0, icc)) };
}

/** The mean of values over items, with cluster bootstrap, sign-flip test on cluster means and d_z. */
export function meanFinding(subject: Subject, values: readonly Value[], nullValue: number, settings: EstimateSettings): Finding {
  const table = clusterTable(values, (v) => v.cluster, (v) => [1, v.value]);
  const finding = statisticFinding(subject, table, meanOfItems, nullValue, settings);
  const means = clusterMeans(table, nullValue);
  const effect = standardisedDifference(means, { ...settings, label: `${streamOf(subject)}/dz` });
  return {
    ...withSignFlip(finding, means, settings),
    effect: finding.estimate === null ? null : effectOf(effect),
    extra: clustering(values, table.clusters),
  };
}

/**
 * A share of items, each 0, 1/2 (a tie) or 1, against `nullValue`. Independent items (one a cluster): Wilson and the exact sign
 * test without ties. Clustered: BCa and sign-flips of cluster means; where every cluster agrees, Wilson over clusters.
 */
export function shareFinding(subject: Subject, values: readonly Value[], nullValue: number, settings: EstimateSettings): Finding {
  if (values.length === 0) return undefinedFinding(subject, 0, 0, nullValue, "No items.");
  const table = clusterTable(values, (v) => v.cluster, (v) => [1, v.value]);
  const independent = table.clusters === values.length;
  if (independent) settings.onEstimand?.({ subject, table, statistic: meanOfItems });
  const share = values.reduce((sum, v) => sum + v.value, 0) / values.length;
  const finding = independent
    ? wilsonFinding(subject, share, values.length, nullValue, settings)
    : statisticFinding(subject, table, meanOfItems, nullValue, settings);
  if (!independent && finding.ci === null && table.clusters > 1) {
    const interval = wilsonInterval(share * table.clusters, table.clusters, settings.level);
    finding.ci = pair(interval);
    finding.ciMethod = "wilson-clusters";
    finding.standardError = Math.sqrt((nullValue * (1 - nullValue)) / table.clusters);
    finding.notes = ["All clusters agree: Wilson's interval with clusters as trials.", ...finding.notes.slice(1)];
  }
  const tested =
    independent && nullValue === 0.5
      ? withSignTest(finding, values)
      : withSignFlip(finding, clusterMeans(table, nullValue), settings);
  return { ...tested, extra: clustering(values, table.clusters), effect: effectOf(cohenHAgainst(share, finding.ci && { lo: finding.ci[0], hi: finding.ci[1] }, nullValue)) };
}

function wilsonFinding(subject: Subject, share: number, n: number, nullValue: number, settings: Settings): Finding {
  return {
    ...undefinedFinding(subject, n, n, nullValue, ""),
    estimate: share,
    ci: pair(wilsonInterval(share * n, n, settings.level)),
    ciMethod: "wilson",
    notes: [],
    standardError: Math.sqrt((nullValue * (1 - nullValue)) / n),
  };
}

function withSignTest(finding: Finding, values: readonly Value[]): Finding {
  const above = values.filter((v) => v.value > 0.5).length;
  const below = values.filter((v) => v.value < 0.5).length;
  const test = signTest(above, below);
  return { ...finding, p: test.p, pMethod: "sign-test", smallestP: test.smallestP };
}

/** A share as percent, everything in the finding that has its unit included. */
export function asPercent(finding: Finding): Finding {
  const times = (value: number | null) => (value === null ? null : 100 * value);
  return {
    ...finding,
    unit: "percent",
    estimate: times(finding.estimate),
    nullValue: times(finding.nullValue),
    ci: finding.ci && [100 * finding.ci[0], 100 * finding.ci[1]],
    standardError: times(finding.standardError),
  };
}
