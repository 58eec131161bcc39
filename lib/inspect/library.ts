import type { InspectionResource } from "@/lib/domain/api";
import { VitrineError } from "@/lib/domain/errors";
import type { InspectionDetail, InspectionSummary } from "@/lib/domain/inspection";
import { deleteInspection as deleteRow, findInspection, findTraceHash, listTree, renameInspection as renameRow, type InspectionRecord } from "@/lib/db/inspections";
import type { InspectContext } from "./context";
import { unpackTokenTable } from "./token-table";
import { removeTraceFiles } from "./trace-files";

const notThere = () => new VitrineError("not-found", "This inspection is not there (any more).");

export function detailOf(record: InspectionRecord): InspectionDetail {
  const { summary, manifest, traceSha256, tensors, request, timings } = record;
  return { summary, manifest, traceSha256, tokens: unpackTokenTable(record.tokens), tensors, request, timings };
}

/** Finished: its detail; waiting or running: its summary; failed a short while ago: its error thrown. Error: `not-found`. */
export async function readInspection(context: InspectContext, id: string): Promise<InspectionResource> {
  const record = await findInspection(context.database, id);
  if (record) return { running: false, detail: detailOf(record) };
  const running = context.running.get(id);
  const failed = running?.story.soFar().find((event) => event.type === "failed");
  if (failed) throw VitrineError.fromBody(failed.error);
  if (!running || running.story.ended) throw notThere();
  return { running: true, summary: running.summary };
}

export async function readTree(context: InspectContext, id: string): Promise<InspectionSummary[]> {
  const tree = await listTree(context.database, id);
  if (!tree) throw notThere();
  return tree;
}

export async function renameInspection(context: InspectContext, id: string, title: string): Promise<InspectionSummary> {
  const summary = await renameRow(context.database, id, title);
  if (!summary) throw notThere();
  return summary;
}

/** First the row, then the files: a crash between the two leaves files that the next start sweeps. */
export async function deleteInspection(context: InspectContext, id: string): Promise<void> {
  if (!(await deleteRow(context.database, id))) throw notThere();
  await removeTraceFiles(context.settings, id);
}

export async function requireTraceHash(context: InspectContext, id: string): Promise<string> {
  const hash = await findTraceHash(context.database, id);
  if (hash === null) throw notThere();
  return hash;
}
