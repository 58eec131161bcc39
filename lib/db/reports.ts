import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { reportSummarySchema, signedReportSchema, type ReportSummary, type SignedReport } from "@/lib/domain/report";
import type { Database } from "./client";
import { whereThereIsRoom } from "./disk-full";
import { Prisma } from "./generated/client";
import { listShares } from "./shares";

const columns = { id: true, title: true, number: true, profile: true, complete: true, imported: true, bytes: true, sha256: true, signed: true, createdAt: true } satisfies Prisma.ReportSelect;
type Row = Prisma.ReportGetPayload<{ select: typeof columns }>;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const fold = (text: string) => text.normalize("NFKC").toLowerCase();
const searchTextOf = ({ title, audits }: SignedReport["report"]) => fold([title, ...audits.flatMap((audit) => [audit.title, audit.manifest.model.fileName, ...audit.suites.map(({ suite }) => suite)])].join("\n"));

async function summariesOf(database: Database, rows: readonly Row[]): Promise<ReportSummary[]> {
  const shares = await listShares(database, { reportIds: rows.map(({ id }) => id) });
  return rows.map((row) => reportSummarySchema.parse({ ...row, createdAt: row.createdAt.toISOString(), shares: shares.filter(({ reportId }) => reportId === row.id) }));
}

/** The row of a report. `text`: the canonical JSON of the signed report. */
async function rowOf(id: string, { report, sha256, signature }: SignedReport, text: string, imported: boolean) {
  return {
    id, publicId: report.id, number: report.number, title: report.title, searchText: searchTextOf(report), profile: report.profile, complete: report.complete, imported,
    signed: signature !== null, sha256, bytes: Buffer.byteLength(text), content: new Uint8Array(await pack(text)),
  };
}

/** Others may be writing, and a report is large. */
const patience = { maxWait: 20_000, timeout: 60_000 };

/** An own report, `text` its canonical JSON. False when a version of its number, or a later one, is there or ever was. Error: `disk-full`. */
export async function insertOwnReport(database: Database, id: string, signed: SignedReport, text: string): Promise<boolean> {
  const row = await rowOf(id, signed, text, false);
  const { publicId, number, sha256 } = row;
  return whereThereIsRoom("the report", () => database.$transaction(async (transaction) => {
    const newest = await transaction.reportVersion.findUnique({ where: { publicId } });
    if (newest && newest.number >= number) return false;
    await transaction.reportVersion.upsert({ where: { publicId }, create: { publicId, number, sha256 }, update: { number, sha256 } });
    await transaction.report.create({ data: row, select: { id: true } });
    return true;
  }, patience));
}

/**
 * A report of somebody else, `text` its canonical JSON. Gives its id here, which is that of the one that is there already where that is
 * the same with the same signature, own or imported. Error: `disk-full`.
 */
export async function insertImportedReport(database: Database, id: string, signed: SignedReport, text: string): Promise<string> {
  const row = await rowOf(id, signed, text, true);
  const { publicId, number, sha256, bytes } = row;
  return whereThereIsRoom("the report", () => database.$transaction(async (transaction) => {
    const present = await transaction.report.findMany({ where: { publicId, number, sha256, bytes }, select: { id: true, content: true }, orderBy: { imported: "asc" } });
    for (const one of present) {
      if ((await unpack(one.content)).toString("utf8") === text) return one.id;
    }
    return (await transaction.report.create({ data: row, select: { id: true } })).id;
  }, patience));
}

export async function findReport(database: Database, id: string): Promise<ReportSummary | null> {
  const row = await database.report.findUnique({ where: { id }, select: columns });
  return row ? ((await summariesOf(database, [row]))[0] ?? null) : null;
}

/** The signed report as it was stored; null when there is none of that id. */
export async function readStoredReport(database: Database, id: string): Promise<{ signed: SignedReport; text: string } | null> {
  const row = await database.report.findUnique({ where: { id }, select: { content: true } });
  if (!row) return null;
  const text = (await unpack(row.content)).toString("utf8");
  return { signed: signedReportSchema.parse(JSON.parse(text)), text };
}

/** The newest version that there ever was of the own report that `id` is a version of; null when there is none of that id, or it was imported. */
export async function newestVersion(database: Database, id: string): Promise<{ publicId: string; number: number; sha256: string } | null> {
  const row = await database.report.findUnique({ where: { id }, select: { publicId: true, imported: true } });
  return !row || row.imported ? null : database.reportVersion.findUnique({ where: { publicId: row.publicId } });
}

/** Newest first. Every word of `search` must occur in title, model file names or suites, whatever its case. */
export async function listReports(database: Database, { search = "", limit, offset }: { search?: string | undefined; limit: number; offset: number }): Promise<{ reports: ReportSummary[]; total: number }> {
  const words = fold(search).split(/\s+/).filter((word) => word !== "");
  const condition = words.length === 0 ? Prisma.sql`1` : Prisma.join(words.map((word) => Prisma.sql`instr("searchText", ${word}) > 0`), " AND ");
  const found = z.array(z.object({ id: z.string() })).parse(await database.$queryRaw`SELECT "id" FROM "Report" WHERE ${condition} ORDER BY "createdAt" DESC, "id" DESC`);
  const ids = found.slice(offset, offset + limit).map(({ id }) => id);
  const rows = await database.report.findMany({ select: columns, where: { id: { in: ids } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  return { reports: await summariesOf(database, rows), total: found.length };
}

/** With all of its links. False when there was none. */
export async function removeReport(database: Database, id: string): Promise<boolean> {
  return (await database.report.deleteMany({ where: { id } })).count === 1;
}
