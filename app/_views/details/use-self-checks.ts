"use client";

import { useQuery } from "@tanstack/react-query";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { tensorQuery } from "@/lib/query";
import { tensorNames } from "@/lib/trace/names";
import { checkAttention, checkEntropies, checkProbabilities, checkRouting, checkTaken, type SelfCheck } from "./self-checks";

/** Places whose candidates are checked: enough to notice a fault, few enough to fetch at once. */
const ROWS = 512;

/** Properties that the numbers of this run must have, checked on what is stored; null while it loads. */
export function useSelfChecks(detail: InspectionDetail, enabled: boolean): { checks: SelfCheck[] | null; error: unknown } {
  const { summary, manifest, tokens } = detail;
  const shapeOf = (name: string) => detail.tensors.find((tensor) => tensor.name === name)?.shape;
  const total = tokens.ids.length;
  const layers = manifest.model.shape.layers;
  const lastRouter = layers - 1;
  const names = {
    ids: tensorNames.logitIds,
    values: tensorNames.logitValues,
    sums: tensorNames.logSumExp,
    byBeta: tensorNames.logSumExpByBeta,
    attention: tensorNames.attentionMean(0),
    experts: tensorNames.routerExperts(lastRouter),
  };
  const has = (name: string) => shapeOf(name) !== undefined;
  const rows = `0:${Math.min(ROWS, total)}`;
  const ids = useQuery({ ...tensorQuery(summary.id, names.ids, rows), enabled: enabled && has(names.ids) });
  const values = useQuery({ ...tensorQuery(summary.id, names.values, rows), enabled: enabled && has(names.ids) });
  const sums = useQuery({ ...tensorQuery(summary.id, names.sums, rows), enabled: enabled && has(names.ids) });
  const byBeta = useQuery({ ...tensorQuery(summary.id, names.byBeta, rows), enabled: enabled && has(names.ids) });
  const attention = useQuery({ ...tensorQuery(summary.id, names.attention), enabled: enabled && has(names.attention) });
  const experts = useQuery({ ...tensorQuery(summary.id, names.experts), enabled: enabled && has(names.experts) });

  const error = [ids, values, sums, byBeta, attention, experts].find((query) => query.isError)?.error ?? null;
  const waitsFor = [
    ...(has(names.ids) ? [ids, values, sums, byBeta] : []),
    ...(has(names.attention) ? [attention] : []),
    ...(has(names.experts) ? [experts] : []),
  ];
  if (!enabled || waitsFor.some((query) => query.data === undefined)) return { checks: null, error };

  const checks: SelfCheck[] = [];
  if (ids.data && values.data && sums.data && byBeta.data && manifest.logits) {
    checks.push(checkProbabilities(values.data, sums.data.data, byBeta.data, manifest.logits.inverseTemperatures));
    checks.push(checkTaken(tokens, ids.data, values.data, sums.data.data));
  }
  checks.push(checkEntropies(tokens.entropy, manifest.model.shape.vocabulary));
  if (manifest.attention) checks.push(checkAttention(attention.data ?? null));
  if (has(names.experts)) checks.push(checkRouting(experts.data ?? null, manifest.model.shape.experts));
  return { checks, error };
}
