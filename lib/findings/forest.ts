import type { ForestRow, ForestTone } from "@/lib/charts/forest-plot-layout";
import type { ChartTable } from "@/lib/charts/table";
import type { SuiteResult } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { metricWords } from "@/lib/domain/metric-words";
import { effectText, groupBlock, groupKind, groupLabel, groupName, intervalText, isIntersection, pWords, valueText, valueWithUnit, verdictSentence } from "./words";

/** Metrics of a result in the order to offer them: the declared family first. */
export function metricsOf(result: Pick<SuiteResult, "findings">, family: readonly string[]): string[] {
  const all = [...new Set(result.findings.map(({ id }) => id))];
  return [...family.filter((id) => all.includes(id)), ...all.filter((id) => !family.includes(id))];
}

const toneOf = ({ role, verdict }: Finding): ForestTone => (role === "control" ? "control" : (verdict?.kind ?? "plain"));

const known = ({ extra }: Finding): ForestRow["known"] => {
  const { planted, tolerance } = extra;
  return typeof planted === "number" && typeof tolerance === "number" ? { value: planted, tolerance } : null;
};

const spread = ({ extra }: Finding): ForestRow["spread"] => {
  const { lowest_phrasing: lo, highest_phrasing: hi } = extra;
  return typeof lo === "number" && typeof hi === "number" ? [lo, hi] : null;
};

/** Everything about a finding in one sentence after another, for hover and screen readers. */
export function describeFinding(finding: Finding): string {
  const { unit, estimate, ci, n, clusters, p, pAdjusted, verdict, mde, effect, notes } = finding;
  const planted = known(finding);
  const band = spread(finding);
  return [
    `${groupName(finding.group)}: ${valueWithUnit(unit, estimate)} ${intervalText(unit, ci)}`,
    `${n} items in ${clusters} clusters`,
    ...(p === null ? [] : [pWords(p)]),
    ...(pAdjusted === null ? [] : [pWords(pAdjusted, "adjusted p")]),
    ...(effect === null ? [] : [`effect size ${effectText(effect)}`]),
    ...(mde === null ? [] : [`smallest detectable ${valueText(unit, mde.value)}`]),
    ...(band === null ? [] : [`phrasings from ${valueText(unit, band[0])} to ${valueText(unit, band[1])}`]),
    ...(planted === null ? [] : [`planted ${valueText(unit, planted.value)} ± ${valueText(unit, planted.tolerance)}`]),
    ...(verdict === null ? [] : [verdictSentence(verdict, unit)]),
    ...notes,
  ].join(". ");
}

/** More rows than this are a table. */
export const MOST_ROWS = 80;

const blockOf = ({ group }: Finding): string => groupBlock(group);

function rowOf(finding: Finding, repeated: ReadonlySet<string>): ForestRow {
  const { unit, estimate, ci } = finding;
  return {
    key: `${finding.id}/${finding.group}`,
    label: repeated.has(groupName(finding.group)) ? `${groupName(finding.group)} · ${blockOf(finding)}` : groupLabel(finding.group),
    estimate,
    interval: ci,
    spread: spread(finding),
    nullValue: finding.nullValue,
    known: known(finding),
    tone: toneOf(finding),
    valueText: estimate === null ? "–" : `${valueText(unit, estimate)} ${intervalText(unit, ci)}`,
    title: describeFinding(finding),
  };
}

export interface Forest {
  rows: ForestRow[];
  controls: ForestRow[];
  /** Findings of the metric that have no row: intersections, and rows beyond the limit. */
  leftToTable: number;
  hasSpread: boolean;
  hasKnown: boolean;
  /** Of the findings whose truth was planted: how many were measured within the tolerance. */
  withinTolerance: { within: number; of: number };
}

const rank = ({ group }: Finding): number => (groupKind(group) === "whole" ? 0 : 1);

/** Rows for one metric: the whole first, then groups by block and from the highest estimate to the lowest; controls by themselves. */
export function forestOf(findings: readonly Finding[], metric: string): Forest {
  const members = findings.filter(({ id }) => id === metric);
  const ordered = [...members].sort((a, b) => rank(a) - rank(b) || blockOf(a).localeCompare(blockOf(b)) || (b.estimate ?? -Infinity) - (a.estimate ?? -Infinity));
  const shown = ordered.filter(({ role, group }) => role !== "control" && !isIntersection(group)).slice(0, MOST_ROWS);
  const controls = ordered.filter(({ role }) => role === "control").slice(0, MOST_ROWS);
  const names = [...shown, ...controls].filter((finding) => blockOf(finding) !== "").map(({ group }) => groupName(group));
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  return {
    rows: shown.map((finding) => rowOf(finding, repeated)),
    controls: controls.map((finding) => rowOf(finding, repeated)),
    leftToTable: members.length - shown.length - controls.length,
    hasSpread: members.some((finding) => spread(finding) !== null),
    withinTolerance: { within: members.filter(({ extra }) => extra["within_tolerance"] === 1).length, of: members.filter(({ extra }) => typeof extra["within_tolerance"] === "number").length },
    hasKnown: members.some((finding) => known(finding) !== null),
  };
}

/** Every figure of the findings of a metric, for the table behind the chart and for CSV. */
export function findingTable(findings: readonly Finding[]): ChartTable {
  return {
    columns: [
      { label: "metric" },
      { label: "group" },
      { label: "role" },
      { label: "n", numeric: true },
      { label: "clusters", numeric: true },
      { label: "estimate", numeric: true },
      { label: "interval from", numeric: true },
      { label: "interval to", numeric: true },
      { label: "p", numeric: true },
      { label: "adjusted p", numeric: true },
      { label: "effect size" },
      { label: "detectable effect", numeric: true },
      { label: "phrasings from", numeric: true },
      { label: "phrasings to", numeric: true },
      { label: "planted", numeric: true },
      { label: "verdict" },
    ],
    rows: findings.map((f) => [
      metricWords(f.id).title, f.group, f.role, f.n, f.clusters, f.estimate, f.ci?.[0] ?? null, f.ci?.[1] ?? null, f.p, f.pAdjusted, effectText(f.effect), f.mde?.value ?? null,
      spread(f)?.[0] ?? null, spread(f)?.[1] ?? null, known(f)?.value ?? null, f.verdict === null ? "" : verdictSentence(f.verdict, f.unit),
    ]),
  };
}

/** Rates that say how far the figures can be trusted: coverage of the word sets, "unknown" answers, refusals, ties. */
export interface Rate {
  key: string;
  label: string;
  value: number;
  note: string | null;
}

const rateExtras: readonly (readonly [string, string])[] = [
  ["unknown_rate", "“unknown” answers"],
  ["tie_rate", "ties"],
];

export function ratesOf(result: Pick<SuiteResult, "findings">): Rate[] {
  const own = result.findings
    .filter((f) => f.estimate !== null && f.role !== "control" && groupKind(f.group) === "whole" && /coverage|unknown_rate|refusal/.test(f.id))
    .map((f) => ({ key: `${f.id}/${f.group}`, label: `${metricWords(f.id).title.toLowerCase()}${f.group === "all" ? "" : `, ${groupName(f.group)}`}`, value: f.estimate ?? 0, note: f.notes[0] ?? null }));
  const extras = result.findings
    .filter((f) => f.group === "all")
    .flatMap((f) => rateExtras.flatMap(([name, label]) => {
      const value = f.extra[name];
      return typeof value === "number" ? [{ key: `${f.id}/${name}`, label: `${label} (${metricWords(f.id).title.toLowerCase()})`, value, note: null }] : [];
    }));
  return [...own, ...extras];
}
