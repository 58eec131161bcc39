import { VitrineError } from "@/lib/domain/errors";
import type { AuditComparison } from "@/lib/domain/audit";
import { mean } from "@/lib/stats/quantile";
import type { AuditContext } from "../audit-context";
import { rowEffect } from "../metrics/row-effect";
import { settingsOf } from "../settings-of";
import { comparisonInWorker } from "../runner/statistics";
import { comparableRows } from "./comparable-rows";
import { sideOfAudit, type ComparedSide } from "./compared-side";

/** Flipped items that are listed: regressions first, the largest first. */
const LISTED = 500;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const meanEffect = (values: readonly (number | null)[]): number | null => {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  return known.length === 0 ? null : finite(mean(known));
};

async function compareSuite(programFolder: string, a: ComparedSide, b: ComparedSide, suite: string): Promise<AuditComparison["suites"][number]> {
  const [all, others] = await Promise.all([a.rows(suite), b.rows(suite)]);
  const { baseline, candidate, note } = comparableRows(all, others, { baseline: a.manifest.options.letterOrders, candidate: b.manifest.options.letterOrders });
  const settings = settingsOf(a.manifest);
  const references = await a.references(suite);
  const { comparison, metrics } = await comparisonInWorker(programFolder, {
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
      text: await a.text(suite, row.item, row.phrasing),
    })),
  );
  return {
    suite, paired: comparison.pairs.length, onlyA: comparison.onlyBaseline, onlyB: comparison.onlyCandidate, metrics: [...metrics.map(({ role: _, ...metric }) => metric), ...paired],
    flips: { aOnly: whole?.lost ?? 0, bOnly: whole?.gained ?? 0, ...comparison.agreeing, p: whole?.p ?? null },
    flipped,
    ...(note === null ? {} : { notes: [note] }),
  };
}

/** Two sides, suite by suite as far as they share them, item by item. Error: `bad-request` when they share none. */
export async function compareSides(programFolder: string, a: ComparedSide, b: ComparedSide): Promise<AuditComparison> {
  const shared = a.suites.filter(({ id, sha256 }) => b.suites.some((other) => other.id === id && other.sha256 === sha256));
  if (shared.length === 0) throw new VitrineError("bad-request", "These two audits share no suite of the same version: there are no items to compare.");
  const suites = [];
  for (const { id } of shared) suites.push(await compareSuite(programFolder, a, b, id));
  return { a: a.summary, b: b.summary, suites };
}

/** Two complete audits of this workbench. Errors: `not-found`, `bad-request`. */
export async function compareAudits(context: AuditContext, idA: string, idB: string): Promise<AuditComparison> {
  return compareSides(context.programFolder, await sideOfAudit(context, idA), await sideOfAudit(context, idB));
}
