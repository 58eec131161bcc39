import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { AuditComparison } from "@/lib/domain/audit";
import type { AuditRecord } from "@/lib/db/audits";
import { findItem } from "@/lib/db/audits-items";
import { listRows } from "@/lib/db/audits-units";
import { mean } from "@/lib/stats/quantile";
import type { AuditContext } from "../audit-context";
import { rowEffect } from "../metrics/row-effect";
import { rowSchema } from "../rows";
import { loadSuite } from "../library";
import { requireAudit } from "../runner/audits";
import { settingsOf } from "../settings-of";
import { comparisonInWorker } from "../runner/statistics";

/** Flipped items that are listed: regressions first, the largest first. */
const LISTED = 500;

async function rowsOf(context: Pick<AuditContext, "database">, id: string, suite: string) {
  return z.array(rowSchema).parse(await listRows(context.database, id, suite));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const meanEffect = (values: readonly (number | null)[]): number | null => {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  return known.length === 0 ? null : finite(mean(known));
};

/** Reference groups of decisions; none for a suite that was deleted since: its contrasts are then left out, everything else stays. */
async function referencesOf(context: AuditContext, suite: string): Promise<Readonly<Record<string, string>>> {
  try {
    return (await loadSuite(context, suite)).references;
  } catch (error) {
    if (error instanceof VitrineError && error.code === "not-found") return {};
    throw error;
  }
}

async function compareSuite(context: AuditContext, a: AuditRecord, b: AuditRecord, suite: string): Promise<AuditComparison["suites"][number]> {
  const [baseline, candidate] = await Promise.all([rowsOf(context, a.summary.id, suite), rowsOf(context, b.summary.id, suite)]);
  if (!a.manifest || !b.manifest) throw new VitrineError("bad-request", "One of the audits has no manifest: it cannot be compared.");
  const settings = settingsOf(a.manifest);
  const references = await referencesOf(context, suite);
  const { comparison, metrics } = await comparisonInWorker(context.programFolder, {
    baseline, candidate, references, settings: { ...settings, noiseFloor: Math.max(settings.noiseFloor, b.manifest.noiseFloor.value) },
  });
  const paired = comparison.groups.map(({ group, comparison: { difference } }) => {
    const members = comparison.pairs.filter(({ baseline: row }) => group === "all" ? row.control === null : group === `category:${row.category}` ? row.control === null : group === `control:${row.control ?? ""}`);
    const ci: [number, number] | null = difference.interval && Number.isFinite(difference.interval.lo + difference.interval.hi) ? [difference.interval.lo, difference.interval.hi] : null;
    return {
      id: "paired.effect", group, a: meanEffect(members.map((pair) => rowEffect(pair.baseline))), b: meanEffect(members.map((pair) => rowEffect(pair.candidate))),
      difference: finite(difference.estimate), ci, clusters: new Set(members.map((pair) => pair.baseline.cluster)).size, p: null, pAdjusted: null, change: null,
    };
  });
  const whole = comparison.groups.find(({ group }) => group === "all")?.flips ?? null;
  const flipped = await Promise.all(
    comparison.flipped.slice(0, LISTED).map(async ({ baseline: row, direction, baselineScore, candidateScore, margin }) => ({
      item: row.item, phrasing: row.phrasing, category: row.category, direction, a: baselineScore, b: candidateScore, margin,
      text: (await findItem(context.database, a.summary.id, suite, row.item, row.phrasing))?.texts[0]?.text ?? "",
    })),
  );
  return {
    suite, paired: comparison.pairs.length, onlyA: comparison.onlyBaseline, onlyB: comparison.onlyCandidate, metrics: [...metrics.map(({ role: _, ...metric }) => metric), ...paired],
    flips: { aOnly: whole?.lost ?? 0, bOnly: whole?.gained ?? 0, ...comparison.agreeing, p: whole?.p ?? null },
    flipped,
  };
}

/** Two complete audits, suite by suite as far as they share them, item by item. Errors: `not-found`, `bad-request`. */
export async function compareAudits(context: AuditContext, idA: string, idB: string): Promise<AuditComparison> {
  const [a, b] = [await requireAudit(context, idA), await requireAudit(context, idB)];
  for (const { summary } of [a, b]) {
    if (summary.state !== "complete") throw new VitrineError("bad-request", `“${summary.title}” is not complete yet; only complete audits can be compared.`);
  }
  const shared = a.request.suites.filter((suite) => {
    const [first, second] = [a, b].map((record) => record.suites.find(({ id }) => id === suite)?.sha256);
    return first !== undefined && first === second;
  });
  if (shared.length === 0) throw new VitrineError("bad-request", "These two audits share no suite of the same version: there are no items to compare.");
  const suites = [];
  for (const suite of shared) suites.push(await compareSuite(context, a, b, suite));
  return { a: a.summary, b: b.summary, suites };
}
