import { z } from "zod";
import { auditManifestSchema, type AuditManifest, type SuiteResult } from "@/lib/domain/audit";
import { findingSchema, type Finding } from "@/lib/domain/finding";
import type { AuditRecord } from "@/lib/db/audits";
import { pairScores } from "../metrics/pair";

const { verdict, ci, ciMethod, p, pAdjusted, family, effect, role, unit, nullValue, pMethod, notes, extra } = findingSchema.shape;

export const resultsMetricSchema = z.object({
  id: z.string(), version: z.int(), group: z.string(), role, unit, n: z.int(), clusters: z.int(), estimate: z.number().nullable(), nullValue, ci, ciMethod, p, pMethod, pAdjusted,
  family, effect, mde: findingSchema.shape.mde, verdict, notes, extra,
});

/** results.json, version 1; described in lib/audit/README.md. */
export const resultsFileSchema = z.object({
  format: z.literal("vitrine-results"),
  version: z.literal(1),
  manifest: auditManifestSchema,
  complete: z.boolean(),
  suites: z.array(
    z.object({
      suite: z.string(),
      trials: z.int(),
      complete: z.boolean(),
      /** Pair suites only: the share of pairs in which the more stereotypical text is likelier, by score, and what other tools print. */
      pct_stereotype: z.record(z.string(), z.number().nullable()).optional(),
      compat: z.record(z.string(), z.number().nullable()).optional(),
      metrics: z.array(resultsMetricSchema),
    }),
  ),
  /** Left out where results are compared byte for byte. */
  times: z.object({ createdAt: z.string(), finishedAt: z.string().nullable() }),
});
export type ResultsFile = z.infer<typeof resultsFileSchema>;

function pairFigures(findings: readonly Finding[]): Pick<ResultsFile["suites"][number], "pct_stereotype" | "compat"> {
  const all = (score: string) => findings.find(({ id, group }) => id === `pair.pct_stereotype.${score}` && group === "all");
  const sum = all("d_sum");
  if (!sum) return {};
  return {
    pct_stereotype: Object.fromEntries(pairScores.map((score) => [score, all(score)?.estimate ?? null])),
    compat: Object.fromEntries(Object.entries(sum.extra).filter(([name]) => name.startsWith("compat_")).map(([name, value]) => [name.replace("compat_", ""), value])),
  };
}

/** Equal audits give equal files, but for `times`. */
export function resultsFile({ summary, request }: AuditRecord, manifest: AuditManifest, results: readonly SuiteResult[]): ResultsFile {
  const suites = request.suites.flatMap((suite) => {
    const result = results.find((one) => one.suite === suite);
    if (!result) return [];
    return [{ suite, trials: result.trials, complete: result.complete, ...pairFigures(result.findings), metrics: result.findings.map((finding) => resultsMetricSchema.parse(finding)) }];
  });
  const file: ResultsFile = {
    format: "vitrine-results", version: 1, manifest, complete: summary.state === "complete", suites,
    times: { createdAt: summary.createdAt, finishedAt: summary.finishedAt },
  };
  return resultsFileSchema.parse(file);
}
