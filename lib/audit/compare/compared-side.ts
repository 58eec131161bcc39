import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { AuditManifest, AuditSummary } from "@/lib/domain/audit";
import { findItem } from "@/lib/db/audits-items";
import { listRows } from "@/lib/db/audits-units";
import type { AuditContext } from "../audit-context";
import { loadSuite } from "../library";
import { rowSchema, type Row } from "../rows";
import { requireAudit } from "../runner/audits";

/** What is compared with another: an audit of this workbench, or one in somebody's report. */
export interface ComparedSide {
  summary: AuditSummary;
  manifest: AuditManifest;
  /** In the order of the audit, with the hash of each as it was. */
  suites: readonly { id: string; sha256: string }[];
  rows(suite: string): Promise<Row[]>;
  /** The beginning of an item's text; empty where it is not known. */
  text(suite: string, item: string, phrasing: string): Promise<string>;
  /** Reference groups of decisions; none where the suite is not known any more: its contrasts are then left out, everything else stays. */
  references(suite: string): Promise<Readonly<Record<string, string>>>;
}

/** Errors: `not-found`; `bad-request` for an audit that is not complete. */
export async function sideOfAudit(context: AuditContext, id: string): Promise<ComparedSide> {
  const { summary, manifest, request, suites } = await requireAudit(context, id);
  if (summary.state !== "complete" || !manifest) throw new VitrineError("bad-request", `“${summary.title}” is not complete yet; only complete audits can be compared.`);
  return {
    summary,
    manifest,
    suites: request.suites.flatMap((suite) => suites.filter((one) => one.id === suite).map(({ sha256 }) => ({ id: suite, sha256 }))),
    rows: async (suite) => z.array(rowSchema).parse(await listRows(context.database, id, suite)),
    text: async (suite, item, phrasing) => (await findItem(context.database, id, suite, item, phrasing))?.texts[0]?.text ?? "",
    references: async (suite) => {
      try {
        return (await loadSuite(context, suite)).references;
      } catch (error) {
        if (error instanceof VitrineError && error.code === "not-found") return {};
        throw error;
      }
    },
  };
}
