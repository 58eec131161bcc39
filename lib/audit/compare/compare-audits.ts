import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { AuditComparison } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { listResults, type AuditRecord } from "@/lib/db/audits";
import { findItem } from "@/lib/db/audits-items";
import { listRows } from "@/lib/db/audits-units";
import { mean } from "@/lib/stats/quantile";
import type { AuditContext } from "../audit-context";
import type { RowPair } from "../metrics/compare-rows";
import { rowEffect, rowOutcome } from "../metrics/row-effect";
import { rowSchema } from "../rows";
import { requireAudit } from "../runner/audits";
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

/** The declared metrics of both, side by side: what each audit found. Their difference has its interval in the paired row effect. */
function metricsSideBySide(a: readonly Finding[], b: readonly Finding[]): AuditComparison["suites"][number]["metrics"] {
  return a.flatMap((finding) => {
    const other = b.find(({ id, group }) => id === finding.id && group === finding.group);
    if (!other || finding.role === "descriptive") return [];
    const difference = finding.estimate === null || other.estimate === null ? null : other.estimate - finding.estimate;
    return [{ id: finding.id, group: finding.group, a: finding.estimate, b: other.estimate, difference, ci: null, clusters: Math.min(finding.clusters, other.clusters) }];
  });
}

/** Measured items with the same outcome in both. Ties have none. */
function agreeing(pairs: readonly RowPair[], noiseFloor: number): { both: number; neither: number } {
  const same = pairs.flatMap(({ baseline, candidate }) => {
    const outcome = rowOutcome(baseline, noiseFloor);
    return baseline.control === null && outcome !== null && outcome === rowOutcome(candidate, noiseFloor) ? [outcome] : [];
  });
  return { both: same.filter((outcome) => outcome).length, neither: same.filter((outcome) => !outcome).length };
}

async function compareSuite(context: AuditContext, a: AuditRecord, b: AuditRecord, suite: string, metrics: AuditComparison["suites"][number]["metrics"]): Promise<AuditComparison["suites"][number]> {
  const [baseline, candidate] = await Promise.all([rowsOf(context, a.summary.id, suite), rowsOf(context, b.summary.id, suite)]);
  const noiseFloor = Math.max(a.manifest?.noiseFloor.value ?? 0, b.manifest?.noiseFloor.value ?? 0);
  const statistics = a.manifest?.statistics;
  const comparison = await comparisonInWorker(context.programFolder, { baseline, candidate, noiseFloor, seed: statistics?.seed ?? 1, resamples: statistics?.resamples ?? 10_000 });
  const paired = comparison.groups.map(({ group, comparison: { difference } }) => {
    const members = comparison.pairs.filter(({ baseline: row }) => group === "all" ? row.control === null : group === `category:${row.category}` ? row.control === null : group === `control:${row.control ?? ""}`);
    const ci: [number, number] | null = difference.interval && Number.isFinite(difference.interval.lo + difference.interval.hi) ? [difference.interval.lo, difference.interval.hi] : null;
    return {
      id: "paired.effect", group, a: meanEffect(members.map((pair) => rowEffect(pair.baseline))), b: meanEffect(members.map((pair) => rowEffect(pair.candidate))),
      difference: finite(difference.estimate), ci, clusters: new Set(members.map((pair) => pair.baseline.cluster)).size,
    };
  });
  const whole = comparison.groups.find(({ group }) => group === "all")?.flips ?? null;
  const flipped = await Promise.all(
    comparison.flipped.slice(0, LISTED).map(async ({ baseline: row, candidate: other, margin }) => ({
      item: row.item, phrasing: row.phrasing, category: row.category, a: rowEffect(row) ?? 0, b: rowEffect(other) ?? 0, margin,
      text: (await findItem(context.database, a.summary.id, suite, row.item, row.phrasing))?.texts[0]?.text ?? "",
    })),
  );
  return {
    suite, paired: comparison.pairs.length, onlyA: comparison.onlyBaseline, onlyB: comparison.onlyCandidate, metrics: [...paired, ...metrics],
    flips: { aOnly: whole?.lost ?? 0, bOnly: whole?.gained ?? 0, ...agreeing(comparison.pairs, noiseFloor), p: whole?.p ?? null },
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
  const [resultsA, resultsB] = [await listResults(context.database, idA), await listResults(context.database, idB)];
  const suites = [];
  for (const suite of shared) {
    const [first, second] = [resultsA, resultsB].map((results) => results.find((result) => result.suite === suite)?.findings ?? []);
    suites.push(await compareSuite(context, a, b, suite, metricsSideBySide(first ?? [], second ?? [])));
  }
  return { a: a.summary, b: b.summary, suites };
}
