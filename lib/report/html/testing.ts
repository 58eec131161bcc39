import { computeFindings } from "@/lib/audit/metrics/registry";
import type { Row } from "@/lib/audit/rows";
import { auditManifestSchema, type AuditManifest } from "@/lib/domain/audit";
import { reportSchema, type ReportSuite, type SignedReport } from "@/lib/domain/report";
import { encodeRows } from "../item-table";

/** Reports for tests and development, made from rows. */

export const manifest: AuditManifest = auditManifestSchema.parse({
  format: "vitrine-audit", version: 1,
  model: { fileName: "demo-f16.gguf", sha256: "a5".repeat(32), sizeBytes: 16_316_096, architecture: "deepseek2", quantisation: "F16", tensorClasses: { attention: { F16: 36 } }, tokenizerSha256: "8d".repeat(32), chatTemplateSha256: null, addsBos: true },
  engine: { llamaCpp: "v0.5.0", nodeLlamaCpp: "3.22.1", backend: "CPU", kvType: "f32", flashAttention: false, microBatchTokens: 512, threads: 1 },
  suites: [], options: {}, statistics: { seed: 1, generator: "xoshiro128**", resamples: 200, permutations: 200, level: 0.95, alpha: 0.05, power: 0.8 },
  noiseFloor: { value: 0, texts: 32, repeats: 3 }, interventions: [], software: "vitrine 0.1.0",
});

export function suiteOf(rows: readonly Row[], patch: Partial<ReportSuite> = {}): ReportSuite {
  const plan = { name: "s", metrics: ["pair.pct_stereotype.d_sum", "target.bias"], smallestEffect: { "pair.pct_stereotype.d_sum": 10, "target.bias": 0.5 } };
  return {
    suite: "s", title: "A suite", source: "own", sha256: "00".repeat(32), licence: "CC0-1.0", shareAlike: false,
    card: { measures: "What it measures.", construct: "What it stands for", harm: "stereotyping", population: "Whom it is about", limits: ["Says nothing else."] },
    plan, references: {}, phrasings: [], trials: rows.length, complete: true, leftOut: [],
    findings: computeFindings(rows, plan, { ...manifest.statistics, noiseFloor: 0 }), profile: "scores", profileReason: null, tables: encodeRows(rows), texts: null,
    ...patch,
  };
}

export function signedOf(suites: readonly ReportSuite[], patch: Partial<SignedReport["report"]> = {}): SignedReport {
  const report = reportSchema.parse({
    format: "vitrine-report", version: 1, id: "AAAAAAAAAAAAAAAAAAAAAA", number: 1, supersedes: null, title: "A report", intendedUse: "", notes: "", createdAt: "2026-11-24T12:00:00.000Z",
    software: "vitrine 0.1.0", profile: "scores", complete: true,
    audits: [{ title: "An audit", complete: true, manifest, suites, times: { createdAt: "2026-11-24T11:00:00.000Z", finishedAt: "2026-11-24T11:10:00.000Z" } }],
    baseline: null, removed: [], limitations: [], crosswalk: [], reproduce: { command: "npx vitrine audit run --model demo-f16.gguf --suite s --out results.json", manifestSha256: "11".repeat(32) },
    ...patch,
  });
  return { report, sha256: "22".repeat(32), signature: null };
}
