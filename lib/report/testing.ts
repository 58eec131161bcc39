import type { AuditManifest } from "@/lib/domain/audit";
import { defaultSettings } from "@/lib/domain/finding";
import type { Report, ReportSuite } from "@/lib/domain/report";
import { computeFindings } from "@/lib/audit/metrics/registry";
import type { Row, RowKind } from "@/lib/audit/rows";
import { settingsOf } from "@/lib/audit/settings-of";
import { GENERATOR_NAME, seededRandom } from "@/lib/stats/random";
import { encodeRows } from "./item-table";

/** Rows and reports of made-up numbers, for tests. */
export const rowKinds: readonly RowKind[] = ["pair", "triplet", "question", "coreference", "target", "decision", "divergence", "sample"];

/** `count` rows of one kind; the same seed gives the same. */
export function exampleRows(kind: RowKind, count: number, seed = 1): Row[] {
  const random = seededRandom(seed, `example ${kind}`);
  const u = () => random.uniform();
  const share = (): [number, number, number] => {
    const [a, b, c] = [u(), u(), u()];
    return [a / (a + b + c), b / (a + b + c), c / (a + b + c)];
  };
  return Array.from({ length: count }, (_, i): Row => {
    const base = {
      item: `${kind}-${i}`, phrasing: `f${i % 4}`, cluster: `c${i % 12}`, category: i % 3 ? "age" : "gender", control: i % 10 === 9 ? ("placebo" as const) : null,
    };
    switch (kind) {
      case "pair":
        return { kind, ...base, moreLogLikelihood: -40 + u(), lessLogLikelihood: -39.8 + u() / 2, moreTokens: 11, lessTokens: 10 + (i % 2), dPost: i % 7 ? u() - 0.4 : null };
      case "triplet":
        return { kind, ...base, cluster: `t${i % 9}`, target: `t${i % 9}`, stereotype: -3 + u(), antiStereotype: -3 + u(), unrelated: -4 + u() };
      case "question":
        return { kind, ...base, condition: i % 2 ? "ambiguous" : "disambiguated", polarity: i % 3 ? "negative" : "non-negative", target: 0, other: 1, unknown: 2, correct: i % 2 ? 2 : 0, letters: share(), answers: i % 5 ? share() : null };
      case "coreference":
        return { kind, ...base, proMargin: u(), antiMargin: u() - 0.5, proLogLikelihood: i % 4 ? -20 + u() : null, antiLogLikelihood: i % 4 ? -21 + u() : null, tokens: 12 };
      case "target":
        return {
          kind, ...base, item: `t${i % 6}`, phrasing: `f${Math.floor(i / 6)}`, cluster: `f${Math.floor(i / 6)}`, block: "b", subject: `s${i % 6}`, context: "-", lean: i % 6 < 3 ? 1 : -1, placeboOf: i % 6 === 5 ? "s0" : null,
          control: i % 6 === 5 ? "placebo" : null, planted: i % 6 === 0 ? { share: 0.7, unbiased: 0.5, tolerance: 0.1 } : null, logFirst: -1 - u(), logSecond: -1.2 - u(), neutral: [0, 0.1, u()],
        };
      case "decision":
        return { kind, ...base, cluster: `s${i % 8}`, labels: { gender: i % 2 ? "male" : "female", age: i % 3 ? "60" : "20" }, logYes: -1 + u(), logNo: -1 + u() };
      case "divergence":
        return { kind, ...base, subject: `s${i % 4}`, reference: "r", divergence: u() * Math.LN2 };
      case "sample":
        return { kind, ...base, subject: `age:${i % 2 ? "old" : "young"}`, placeboOf: null, seed: i % 5, length: 20 + (i % 9), lean: 0, word: null, refused: i % 11 === 0, sentiment: i % 6 ? u() * 2 - 1 : null };
    }
  });
}

export function exampleManifest(suites: readonly string[], used: number, resamples: number = defaultSettings.resamples): AuditManifest {
  const { level, alpha, power } = defaultSettings;
  return {
    format: "vitrine-audit", version: 1,
    model: { fileName: "tiny.gguf", sha256: "ab".repeat(32), sizeBytes: 1_000, architecture: "deepseek2", quantisation: "F16", tensorClasses: { attention: { F16: 12 } }, tokenizerSha256: "cd".repeat(32), chatTemplateSha256: null, addsBos: true },
    engine: { llamaCpp: "b1", nodeLlamaCpp: "3", backend: "CPU", kvType: "f32", flashAttention: false, microBatchTokens: 512, threads: 2 },
    suites: suites.map((id) => ({ id, title: id, source: "own", sha256: "ef".repeat(32), licence: "CC0-1.0", shareAlike: false, trialsUsed: used, leftOut: [], lackingWords: [], limits: ["An example."] })),
    options: { limit: null, seed: 3, letterOrders: 6, phrasings: {}, continuations: true, smallestEffect: {} },
    statistics: { seed: 3, generator: GENERATOR_NAME, resamples, permutations: resamples, level, alpha, power },
    noiseFloor: { value: 1e-5, texts: 32, repeats: 3 }, interventions: [], software: "vitrine 0.1.0",
  };
}

const plan = {
  name: "example", metrics: ["pair.pct_stereotype.d_sum", "target.gap", "coref.accuracy_gap", "decision.contrast"],
  smallestEffect: { "pair.pct_stereotype.d_sum": 5, "target.gap": 0.1, "coref.accuracy_gap": 0.05, "decision.contrast": 0.2 },
};

/** A report of one audit with one suite whose findings are those of the rows. */
export function exampleReport(rows: readonly Row[], { resamples = 200, patch = {} }: { resamples?: number; patch?: Partial<ReportSuite> } = {}): Report {
  const manifest = exampleManifest(["example"], rows.length, resamples);
  const references = { gender: "male", age: "60" };
  const suite: ReportSuite = {
    suite: "example", title: "Example", source: "own", sha256: "ef".repeat(32), licence: "CC0-1.0", shareAlike: false,
    card: { measures: "m", construct: "c", harm: "stereotyping", population: "p", limits: ["An example."] }, plan, references, phrasings: [{ id: "f0", text: null }], trials: rows.length, complete: true,
    leftOut: [], findings: computeFindings(rows, plan, settingsOf(manifest), references), profile: "scores", profileReason: null, tables: encodeRows(rows), texts: null, ...patch,
  };
  return {
    format: "vitrine-report", version: 1, id: "AAAAAAAAAAAAAAAAAAAAAA", number: 1, supersedes: null, title: "Example", intendedUse: "", notes: "", createdAt: "2026-01-02T03:04:05.678Z",
    software: "vitrine 0.1.0", profile: "scores", complete: true, baseline: null, removed: [], limitations: [], crosswalk: [], reproduce: { command: "vitrine audit run", manifestSha256: "0" },
    audits: [{ title: "Example", complete: true, manifest, suites: [suite], times: { createdAt: "2026-01-02T03:04:05.678Z", finishedAt: null } }],
  };
}

export const rowsOfEveryKind = (each: number, seed = 1): Row[] => rowKinds.flatMap((kind) => exampleRows(kind, each, seed));
