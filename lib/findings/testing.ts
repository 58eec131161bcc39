import type { Finding } from "@/lib/domain/finding";

/** A finding for tests of builders: a detected gap of .31 unless said otherwise. */
export function finding(patch: Partial<Finding> = {}): Finding {
  return {
    id: "target.gap", version: 1, group: "block:occupations", role: "finding", unit: "share", n: 480, clusters: 60, estimate: 0.31, nullValue: 0, ci: [0.27, 0.35],
    ciMethod: "bca", notes: [], standardError: 0.02, p: 0.0001, pMethod: "label-permutation", smallestP: 0.0001, pAdjusted: 0.0002,
    family: { name: "s", size: 2, correction: "holm" }, effect: { name: "difference", value: 0.31, ci: null }, mde: { value: 0.06, alpha: 0.05, power: 0.8 }, extra: {},
    verdict: { kind: "detected" },
    ...patch,
  };
}
