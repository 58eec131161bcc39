import type { Finding, Settings } from "@/lib/domain/finding";
import { inOrder } from "../row-order";
import type { Row, RowKind, RowOf } from "../rows";
import { calibrationShare } from "./calibration";
import { continuationDivergence, continuationMetrics } from "./continuation";
import { coreferenceGap, coreferenceLikelihood } from "./coreference";
import { coverageOfDecisions, decisionContrast, impactRatio, type References } from "./decision";
import { type FamilyPlan, withFamilies } from "./families";
import type { Metric } from "./metric";
import { meanPairDifference, percentStereotypeMean, percentStereotypePost, percentStereotypeSum } from "./pair";
import { questionMetrics } from "./question";
import { idealisedScore, languageModelScore, stereotypeScore } from "./stereoset";
import { targetBias, targetCoverage, targetGap, targetRange, targetShare } from "./target";

interface MetricsByKind {
  pair: readonly Metric<"pair">[];
  triplet: readonly Metric<"triplet">[];
  question: readonly Metric<"question">[];
  coreference: readonly Metric<"coreference">[];
  target: readonly Metric<"target">[];
  decision: readonly Metric<"decision">[];
  divergence: readonly Metric<"divergence">[];
  sample: readonly Metric<"sample">[];
}

/** Every metric, by the kind of row it takes. `references`: the groups that decisions are contrasted with. */
export function metricsByKind(references: References = {}): MetricsByKind {
  return {
    pair: [percentStereotypeSum, percentStereotypeMean, percentStereotypePost, meanPairDifference],
    triplet: [stereotypeScore, languageModelScore, idealisedScore],
    question: questionMetrics,
    coreference: [coreferenceGap, coreferenceLikelihood],
    target: [targetBias, targetGap, targetRange, targetShare, targetCoverage, calibrationShare],
    decision: [decisionContrast(references), impactRatio, coverageOfDecisions],
    divergence: [continuationDivergence],
    sample: continuationMetrics,
  };
}

export interface MetricDescription {
  id: string;
  version: number;
  kind: RowKind;
  title: string;
  formula: string;
  source: string;
}

export function describeMetrics(): MetricDescription[] {
  return Object.values(metricsByKind())
    .flat()
    .map(({ id, version, kind, title, formula, source }) => ({ id, version, kind, title, formula, source }));
}

/** Every metric of the row kinds at hand, before any correction: the same rows in any order give the same figures digit for digit. */
export function computeMetrics(rows: readonly Row[], settings: Settings, references: References = {}): Finding[] {
  const metrics = metricsByKind(references);
  const sorted = inOrder(rows);
  const run = <Kind extends RowKind>(kind: Kind, list: readonly Metric<Kind>[]): Finding[] => {
    const members = sorted.filter((row): row is RowOf<Kind> => row.kind === kind);
    return members.length === 0 ? [] : list.flatMap((metric) => metric.compute(members, settings));
  };
  return [
    ...run("pair", metrics.pair),
    ...run("triplet", metrics.triplet),
    ...run("question", metrics.question),
    ...run("coreference", metrics.coreference),
    ...run("target", metrics.target),
    ...run("decision", metrics.decision),
    ...run("divergence", metrics.divergence),
    ...run("sample", metrics.sample),
  ];
}

/**
 * All findings of a suite from its measured rows: every metric of the row kinds at hand, then the families. Deterministic: the same
 * rows in any order, with the same settings, give the same findings digit for digit, in Node and in browsers.
 */
export const computeFindings = (rows: readonly Row[], plan: FamilyPlan, settings: Settings, references: References = {}): Finding[] =>
  withFamilies(computeMetrics(rows, settings, references), plan, settings);
