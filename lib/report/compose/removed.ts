import type { AuditComparison } from "@/lib/domain/audit";
import type { RedactionProfile, Report, ReportSuite } from "@/lib/domain/report";
import type { AuditRecord } from "@/lib/db/audits";
import { countUnits } from "@/lib/db/audits-units";
import type { ReportContext } from "../report-context";

export type Removed = Report["removed"];

/** How much of a suite there was before anything was taken away. */
export interface Held {
  /** Items that were scored or left out, and those of them with a row of numbers. */
  items: number;
  rows: number;
  /** Wordings whose text is known. */
  wordings: number;
}

/** What no profile lets out. */
export async function removedAlways(context: Pick<ReportContext, "database">, records: readonly AuditRecord[]): Promise<Removed> {
  let units = 0;
  for (const { summary } of records) units += await countUnits(context.database, summary.id);
  return [
    { what: "Where the model file lies", why: "Paths, user names and host names never leave this machine: the report names the file, its size and its SHA-256.", count: null },
    { what: "Ids of the audits and of the programs that worked on them", why: "They mean something in this workbench only.", count: null },
    { what: "Log-probabilities of single tokens, and sampled texts", why: "Findings are computed from one row of numbers an item; what the rows were made from stays here.", count: units },
  ];
}

const because: Record<RedactionProfile, string> = {
  aggregates: "The report shares findings only.",
  scores: "The report shares ids and scores only.",
  full: "",
};

/** What the profile in force takes away from one suite. */
export function removedOfSuite({ title, profile, profileReason, leftOut }: ReportSuite, { items, rows, wordings }: Held): Removed {
  const why = profileReason ?? because[profile];
  const excluded = leftOut.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(profile === "aggregates" ? [{ what: `${title}: items with their ids, categories and scores`, why, count: rows }] : []),
    ...(profile === "full" ? [] : [{ what: `${title}: texts of items`, why, count: items }]),
    ...(wordings > 0 ? [{ what: `${title}: wordings of the prompts`, why, count: wordings }] : []),
    ...(excluded > 0 ? [{ what: `${title}: which items were left out`, why: "The reasons are counted; items that were left out have no numbers to check.", count: excluded }] : []),
  ];
}

/** What was taken out of the comparison with the baseline. */
export function removedOfComparison(before: AuditComparison["suites"], after: AuditComparison["suites"]): Removed {
  return before.flatMap(({ suite, flipped }, i) => {
    const left = after[i]?.flipped ?? [];
    const gone = flipped.length - left.length;
    const silent = flipped.filter(({ text }) => text !== "").length - left.filter(({ text }) => text !== "").length - gone;
    return [
      ...(gone > 0 ? [{ what: `${suite}: items that differ from the baseline`, why: because.aggregates, count: gone }] : []),
      ...(silent > 0 ? [{ what: `${suite}: texts of items that differ from the baseline`, why: because.scores, count: silent }] : []),
    ];
  });
}
