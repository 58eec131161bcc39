import { describe, expect, it } from "vitest";
import { auditManifestSchema } from "@/lib/domain/audit";
import { defaultSettings } from "@/lib/domain/finding";
import { computeFindings } from "@/lib/audit/metrics/registry";
import { resultsFileSchema, type ResultsFile } from "@/lib/audit/results/results-file";
import type { TargetRow } from "@/lib/audit/rows";
import { findingsInWords } from "./audit-findings";

const noise = (i: number): number => 0.02 * Math.sin(i * 7);
const logit = (share: number): number => Math.log(share / (1 - share));

function rows(subject: string, share: number, patch: Partial<TargetRow> = {}): TargetRow[] {
  return Array.from({ length: 16 }, (_, i) => ({
    kind: "target", item: subject, phrasing: `f${i}`, cluster: `f${i}`, category: "jobs", control: null, block: "jobs", subject, context: "-", lean: 0, placeboOf: null, planted: null,
    logFirst: logit(share + noise(i)) - 3, logSecond: -3, neutral: [0], ...patch,
  }));
}

function resultsOf(id: string, all: readonly TargetRow[], metric: string, smallestEffect: number, lackingWords: string[] = []): ResultsFile {
  const findings = computeFindings(all, { name: id, metrics: [metric], smallestEffect: { [metric]: smallestEffect } }, { ...defaultSettings, resamples: 1_000, permutations: 2_000 });
  const manifest = auditManifestSchema.parse({
    format: "vitrine-audit", version: 1, engine: { llamaCpp: "x", nodeLlamaCpp: "y", backend: "CPU", kvType: "f32", flashAttention: false, microBatchTokens: 1, threads: 1 },
    model: { fileName: "m.gguf", sha256: "a", sizeBytes: 1, architecture: "b", quantisation: "F16", tensorClasses: {}, tokenizerSha256: "c", chatTemplateSha256: null, addsBos: true },
    suites: [{ id, title: "A title", source: "own", sha256: "d", licence: "MIT", shareAlike: false, trialsUsed: all.length, leftOut: [{ reason: "an empty sentence", count: 1_200 }], lackingWords, limits: [] }],
    options: {}, statistics: { seed: 1, generator: "g", resamples: 1, permutations: 1, level: 0.95, alpha: 0.05, power: 0.8 }, noiseFloor: { value: 0, texts: 1, repeats: 3 }, interventions: [], software: "v",
  });
  return resultsFileSchema.parse({ format: "vitrine-results", version: 1, manifest, complete: true, suites: [{ suite: id, trials: all.length, complete: true, metrics: findings }], times: { createdAt: "", finishedAt: null } });
}

function printed(results: ResultsFile): string {
  const [suite] = results.suites;
  if (!suite) throw new Error("no suite");
  return findingsInWords(suite, results);
}

describe("findings in words", () => {
  it("of a suite whose truth is known set what was planted beside what was measured", () => {
    const planted = (share: number) => ({ planted: { share, unbiased: 0.5, tolerance: 0.08 } });
    const text = printed(resultsOf("calibration", [...rows("nurse", 0.14, planted(0.1)), ...rows("baker", 0.52, planted(0.5)), ...rows("miner", 0.7, planted(0.9))], "calibration.share", 0.15));
    expect(text).toMatch(/^FINDING +GROUP +N +CLUSTERS +PLANTED +MEASURED /m);
    expect(text).toMatch(/^calibration\.share +subject:jobs:nurse +16 +16 +0\.1000 +0\.1[34]\d* .* detected$/m);
    expect(text).toMatch(/^CONTROL[^]*^calibration\.share +subject:jobs:baker +16 +16 +0\.5000 +0\.5[12]\d* .*not detected \(would have seen /m);
    expect(text).toContain("2 of 3 planted shares are measured within 0.08000 of what was planted.");
    expect(text).toContain("1 control, none detected.");
  });

  it("say that controls moved too, and what that makes of findings that lie no farther off", () => {
    const control = { control: "placebo", placeboOf: "nurse" } as const;
    const text = printed(resultsOf("moved", [...rows("nurse", 0.3), ...rows("miner", 0.95), ...rows("new nurse", 0.55, control)], "target.bias", 0.3));
    expect(text).toMatch(/^target\.bias +subject:jobs:nurse .* inconclusive \(could only have seen 1\.0\d+\)$/m);
    expect(text).toMatch(/^target\.bias +subject:jobs:miner .* detected$/m);
    expect(text).toContain("Controls moved too: 1 of 1, target.bias by up to 1.0");
    expect(text).toMatch(/^Inconclusive:\n {2}subject:jobs:nurse: A control moved by 1\.0\d*, where nothing should be/m);
  });

  it("name what was left out and which words could not be scored", () => {
    const text = printed(resultsOf("plain", rows("nurse", 0.3), "target.bias", 0.3, [" zir"]));
    expect(text).toContain("Left out: 1,200 × an empty sentence.");
    expect(text).toContain('The vocabulary cannot spell, and these were not scored: " zir".');
    expect(text).toContain("This suite has no controls");
  });
});
