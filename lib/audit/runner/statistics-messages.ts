import type { Finding, Settings } from "@/lib/domain/finding";
import type { MetricDifference } from "../metrics/compare-metrics";
import type { RunComparison } from "../metrics/compare-rows";
import type { FamilyPlan } from "../metrics/families";
import type { Row } from "../rows";

/** What the worker of the statistics is asked. Structured clones: nothing is parsed twice. */
export type StatisticsTask =
  | { kind: "findings"; rows: Row[]; plan: FamilyPlan; settings: Settings; references: Readonly<Record<string, string>> }
  | { kind: "compare"; baseline: Row[]; candidate: Row[]; settings: Settings; references: Readonly<Record<string, string>> };
export type StatisticsAnswer = { kind: "findings"; findings: Finding[] } | { kind: "compare"; comparison: RunComparison; metrics: MetricDifference[] } | { kind: "failed"; message: string };
