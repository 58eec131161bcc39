import { z } from "zod";
import {
  inspectionDetailSchema, inspectionRequestSchema, inspectionSummarySchema, manifestSchema,
  type InspectionDetail, type InspectionRequest, type InspectionSummary, type Manifest,
} from "@/lib/domain/inspection";
import type { Database } from "./client";
import { tellLocked } from "./locked";
import { Prisma } from "./generated/client";

/** Characters of the prompt that the list carries. */
export const EXCERPT_CHARACTERS = 300;

/** A finished inspection as it is kept: everything but the tensors. */
export interface InspectionRecord {
  summary: InspectionSummary;
  request: InspectionRequest;
  manifest: Manifest;
  tensors: InspectionDetail["tensors"];
  /** The token table, packed by the caller. */
  tokens: Uint8Array<ArrayBuffer>;
  timings: InspectionDetail["timings"];
  traceSha256: string;
}

const summaryColumns = {
  id: true, title: true, state: true, modelId: true, modelFileName: true, mode: true, promptExcerpt: true, promptTokens: true,
  totalTokens: true, parentId: true, branchPosition: true, branchText: true, createdAt: true, traceBytes: true,
} satisfies Prisma.InspectionSelect;

type SummaryRow = Prisma.InspectionGetPayload<{ select: typeof summaryColumns }>;

function summaryOf({ promptExcerpt, createdAt, traceBytes, ...rest }: SummaryRow): InspectionSummary {
  return inspectionSummarySchema.parse({ ...rest, prompt: promptExcerpt, createdAt: createdAt.toISOString(), traceBytes: Number(traceBytes) });
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase();

const searchTextOf = (title: string, prompt: string, modelFileName: string) => fold([title, prompt, modelFileName].join("\n"));

/** By characters, not by UTF-16 units: a pair is never cut. */
export function excerpt(prompt: string): string {
  return [...prompt.slice(0, 2 * EXCERPT_CHARACTERS)].slice(0, EXCERPT_CHARACTERS).join("");
}

/** Where a new inspection belongs: in its parent's tree as that is now, or a tree of its own where the parent is gone meanwhile. */
async function placeInTree(database: Pick<Database, "inspection">, { id, parentId }: InspectionSummary): Promise<{ parentId: string | null; rootId: string }> {
  const parent = parentId === null ? null : await database.inspection.findUnique({ where: { id: parentId }, select: { rootId: true } });
  return parent ? { parentId, rootId: parent.rootId } : { parentId: null, rootId: id };
}

/** Returns the summary as it was kept: without its parent where that was deleted while this one ran. */
export async function insertInspection(database: Database, record: InspectionRecord): Promise<InspectionSummary> {
  return tellLocked(() => database.$transaction(async (transaction) => {
    const place = await placeInTree(transaction, record.summary);
    await transaction.inspection.create({ data: rowOf(record, place) });
    return { ...record.summary, parentId: place.parentId };
  }));
}

function rowOf(record: InspectionRecord, { parentId, rootId }: { parentId: string | null; rootId: string }): Prisma.InspectionUncheckedCreateInput {
  const { summary, request, manifest, tensors, tokens, timings, traceSha256 } = record;
  return {
    id: summary.id,
    title: summary.title,
    state: summary.state,
    modelId: summary.modelId,
    modelFileName: summary.modelFileName,
    mode: summary.mode,
    promptExcerpt: excerpt(request.prompt),
    searchText: searchTextOf(summary.title, request.prompt, summary.modelFileName),
    promptTokens: summary.promptTokens,
    totalTokens: summary.totalTokens,
    rootId,
    parentId,
    branchPosition: summary.branchPosition,
    branchText: summary.branchText,
    request,
    manifest,
    tensors,
    tokens,
    timings,
    traceSha256,
    traceBytes: BigInt(summary.traceBytes ?? 0),
    createdAt: new Date(summary.createdAt),
  };
}

/** Null when there is none of that id. */
export async function findInspection(database: Database, id: string): Promise<InspectionRecord | null> {
  const row = await database.inspection.findUnique({ where: { id } });
  if (!row) return null;
  return {
    summary: summaryOf(row),
    request: inspectionRequestSchema.parse(row.request),
    manifest: manifestSchema.parse(row.manifest),
    tensors: inspectionDetailSchema.shape.tensors.parse(row.tensors),
    tokens: row.tokens,
    timings: inspectionDetailSchema.shape.timings.parse(row.timings),
    traceSha256: row.traceSha256,
  };
}

export async function findSummary(database: Database, id: string): Promise<InspectionSummary | null> {
  const row = await database.inspection.findUnique({ where: { id }, select: summaryColumns });
  return row && summaryOf(row);
}

/** What the tensor route needs and nothing more: it is asked often. */
export async function findTraceHash(database: Database, id: string): Promise<string | null> {
  const row = await database.inspection.findUnique({ where: { id }, select: { traceSha256: true } });
  return row?.traceSha256 ?? null;
}

/** Newest first. Every word of `search` must occur in title, prompt or model file name, whatever its case. */
export async function listInspections(
  database: Database,
  { search = "", limit, offset }: { search?: string | undefined; limit: number; offset: number },
): Promise<{ inspections: InspectionSummary[]; total: number }> {
  const words = fold(search).split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) {
    const [rows, total] = await Promise.all([
      database.inspection.findMany({ select: summaryColumns, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: limit, skip: offset }),
      database.inspection.count(),
    ]);
    return { inspections: rows.map(summaryOf), total };
  }
  // instr rather than `contains`: LIKE would take % and _ in the search for wildcards.
  const condition = Prisma.join(words.map((word) => Prisma.sql`instr("searchText", ${word}) > 0`), " AND ");
  const found = z.array(z.object({ id: z.string() })).parse(
    await database.$queryRaw`SELECT "id" FROM "Inspection" WHERE ${condition} ORDER BY "createdAt" DESC, "id" DESC`,
  );
  const ids = found.slice(offset, offset + limit).map((row) => row.id);
  const rows = await database.inspection.findMany({ select: summaryColumns, where: { id: { in: ids } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  return { inspections: rows.map(summaryOf), total: found.length };
}

/** The whole tree that `id` belongs to, oldest first; null when `id` is not there. */
export async function listTree(database: Database, id: string): Promise<InspectionSummary[] | null> {
  const row = await database.inspection.findUnique({ where: { id }, select: { rootId: true } });
  if (!row) return null;
  const rows = await database.inspection.findMany({ select: summaryColumns, where: { rootId: row.rootId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return rows.map(summaryOf);
}

/** Null when there is none of that id. */
export async function renameInspection(database: Database, id: string, title: string): Promise<InspectionSummary | null> {
  const row = await database.inspection.findUnique({ where: { id }, select: { request: true, modelFileName: true } });
  if (!row) return null;
  const { prompt } = inspectionRequestSchema.parse(row.request);
  return summaryOf(
    await database.inspection.update({ where: { id }, select: summaryColumns, data: { title, searchText: searchTextOf(title, prompt, row.modelFileName) } }),
  );
}

/** Branches stay: those of the deleted one become roots of their own trees. False when there was none. */
export async function deleteInspection(database: Database, id: string): Promise<boolean> {
  return tellLocked(() => database.$transaction(async (transaction) => {
    const row = await transaction.inspection.findUnique({ where: { id }, select: { rootId: true } });
    if (!row) return false;
    const tree = await transaction.inspection.findMany({ where: { rootId: row.rootId }, select: { id: true, parentId: true } });
    for (const child of tree.filter((node) => node.parentId === id)) {
      await transaction.inspection.updateMany({ where: { id: { in: subtree(child.id, tree) } }, data: { rootId: child.id } });
      await transaction.inspection.update({ where: { id: child.id }, data: { parentId: null } });
    }
    await transaction.inspection.delete({ where: { id } });
    return true;
  }));
}

function subtree(id: string, nodes: { id: string; parentId: string | null }[]): string[] {
  const ids = [id];
  for (let i = 0; i < ids.length; i += 1) ids.push(...nodes.filter((node) => node.parentId === ids[i]).map((node) => node.id));
  return ids;
}

export async function listInspectionIds(database: Database): Promise<Set<string>> {
  return new Set((await database.inspection.findMany({ select: { id: true } })).map((row) => row.id));
}
