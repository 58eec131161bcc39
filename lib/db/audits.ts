import { z } from "zod";
import {
  auditManifestSchema, auditRequestSchema, auditSummarySchema, suiteResultSchema, suiteSummarySchema, type verdictCountsSchema,
  type AuditManifest, type AuditRequest, type AuditState, type AuditSummary, type SuiteResult, type SuiteSummary,
} from "@/lib/domain/audit";
import { errorBodySchema, type ErrorBody } from "@/lib/domain/errors";
import type { Database } from "./client";
import { tellLocked } from "./locked";
import { Prisma } from "./generated/client";

/** How long a result may wait for the database and be written, ms. */
const PATIENCE = { maxWait: 20_000, timeout: 60_000 };

export interface AuditRecord {
  summary: AuditSummary;
  request: AuditRequest;
  suites: SuiteSummary[];
  manifest: AuditManifest | null;
  error: ErrorBody | null;
}

const summaryColumns = {
  id: true, title: true, state: true, modelId: true, modelFileName: true, request: true, verdicts: true, unitsDone: true, unitsTotal: true,
  createdAt: true, finishedAt: true,
} satisfies Prisma.AuditSelect;
type SummaryRow = Prisma.AuditGetPayload<{ select: typeof summaryColumns }>;

const noVerdicts: z.infer<typeof verdictCountsSchema> = { detected: 0, notDetected: 0, inconclusive: 0 };
const fold = (text: string) => text.normalize("NFKC").toLowerCase();
const searchTextOf = (title: string, modelFileName: string, suites: readonly string[]) => fold([title, modelFileName, ...suites].join("\n"));

function summaryOf({ request, createdAt, finishedAt, ...row }: SummaryRow): AuditSummary {
  return auditSummarySchema.parse({
    ...row,
    suites: auditRequestSchema.parse(request).suites,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  });
}

export interface NewAudit {
  id: string;
  title: string;
  modelFileName: string;
  request: AuditRequest;
  suites: SuiteSummary[];
}

export async function insertAudit(database: Database, { id, title, modelFileName, request, suites }: NewAudit): Promise<AuditSummary> {
  const searchText = searchTextOf(title, modelFileName, request.suites);
  return summaryOf(
    await database.audit.create({
      select: summaryColumns,
      data: { id, title, state: "queued", modelId: request.model, modelFileName, searchText, request, suites, verdicts: noVerdicts },
    }),
  );
}

/** Null when there is none of that id. */
export async function findAudit(database: Database, id: string): Promise<AuditRecord | null> {
  const row = await database.audit.findUnique({ where: { id } });
  if (!row) return null;
  return {
    summary: summaryOf(row),
    request: auditRequestSchema.parse(row.request),
    suites: z.array(suiteSummarySchema).parse(row.suites),
    manifest: row.manifest === null ? null : auditManifestSchema.parse(row.manifest),
    error: row.error === null ? null : errorBodySchema.parse(row.error),
  };
}

/** Newest first. Every word of `search` must occur in title, model file name or suites, whatever its case. */
export async function listAudits(
  database: Database,
  { search = "", limit, offset }: { search?: string | undefined; limit: number; offset: number },
): Promise<{ audits: AuditSummary[]; total: number }> {
  const words = fold(search).split(/\s+/).filter((word) => word !== "");
  // instr rather than `contains`: LIKE would take % and _ in the search for wildcards.
  const condition = words.length === 0 ? Prisma.sql`1` : Prisma.join(words.map((word) => Prisma.sql`instr("searchText", ${word}) > 0`), " AND ");
  const found = z.array(z.object({ id: z.string() })).parse(
    await database.$queryRaw`SELECT "id" FROM "Audit" WHERE ${condition} ORDER BY "createdAt" DESC, "id" DESC`,
  );
  const ids = found.slice(offset, offset + limit).map((row) => row.id);
  const rows = await database.audit.findMany({ select: summaryColumns, where: { id: { in: ids } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  return { audits: rows.map(summaryOf), total: found.length };
}

/** Null when there is none of that id. */
export async function renameAudit(database: Database, id: string, title: string): Promise<AuditSummary | null> {
  const record = await findAudit(database, id);
  if (!record) return null;
  const searchText = searchTextOf(title, record.summary.modelFileName, record.request.suites);
  return summaryOf(await database.audit.update({ where: { id }, select: summaryColumns, data: { title, searchText } }));
}

/** With all of its units, items and results. False when there was none. */
export async function deleteAudit(database: Database, id: string): Promise<boolean> {
  return (await database.audit.deleteMany({ where: { id } })).count === 1;
}

export interface AuditChange {
  state?: AuditState;
  manifest?: AuditManifest;
  verdicts?: z.infer<typeof verdictCountsSchema>;
  unitsDone?: number;
  unitsTotal?: number;
  error?: ErrorBody | null;
  finishedAt?: Date | null;
  owner?: string | null;
  ownedUntil?: Date | null;
}

/** Of an audit that is somebody's to work on, or in one of some states. */
export interface OnlyWhere {
  owner?: string;
  states?: readonly AuditState[];
}

const whereOf = (id: string, { owner, states }: OnlyWhere): Prisma.AuditWhereInput => ({
  id,
  ...(owner === undefined ? {} : { owner }),
  ...(states === undefined ? {} : { state: { in: [...states] } }),
});

/** False when nothing was changed: it is gone, or not as `only` has it any more. What works on an audit names itself there, since a pause may come at any moment. */
export async function updateAudit(database: Database, id: string, { error, ...change }: AuditChange, only: OnlyWhere = {}): Promise<boolean> {
  const data = { ...change, ...(error === undefined ? {} : { error: error ?? Prisma.DbNull }) };
  return (await database.audit.updateMany({ where: whereOf(id, only), data })).count === 1;
}

/** Audits that somebody has to work on, oldest first, with who last said that they do. */
export async function unfinishedAudits(database: Database): Promise<{ id: string; owner: string | null; ownedUntil: Date | null }[]> {
  return database.audit.findMany({
    where: { state: { in: ["queued", "running"] } },
    select: { id: true, owner: true, ownedUntil: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

/** Takes an audit from `previous`; false when another process was faster, or it is gone. */
export async function claimAudit(database: Database, id: string, previous: string | null, owner: string, until: Date): Promise<boolean> {
  return (await database.audit.updateMany({ where: { id, owner: previous }, data: { owner, ownedUntil: until } })).count === 1;
}

export async function findOwner(database: Database, id: string): Promise<{ owner: string | null; ownedUntil: Date | null } | null> {
  return database.audit.findUnique({ where: { id }, select: { owner: true, ownedUntil: true } });
}

/** A suite's findings with what the manifest says of it, both or neither. False when the audit is no longer `owner`'s, or gone. */
export async function saveResult(database: Database, auditId: string, result: SuiteResult, manifest: AuditManifest, owner: string): Promise<boolean> {
  const { suite } = result;
  return tellLocked(() =>
    database.$transaction(async (transaction) => {
      if ((await transaction.audit.updateMany({ where: whereOf(auditId, { owner }), data: { manifest } })).count === 0) return false;
      await transaction.auditResult.upsert({ where: { auditId_suite: { auditId, suite } }, create: { auditId, suite, result }, update: { result } });
      return true;
    }, PATIENCE),
  );
}

export async function listResults(database: Database, auditId: string): Promise<SuiteResult[]> {
  const rows = await database.auditResult.findMany({ where: { auditId } });
  return rows.map((row) => suiteResultSchema.parse(row.result));
}
