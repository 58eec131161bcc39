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

/** `text`: the canonical JSON of the signed report. False when this very version is there already, or another one of that number. Error: `disk-full`. */
export async function insertReport(database: Database, id: string, signed: SignedReport, text: string, imported: boolean): Promise<boolean> {
  const { report, sha256, signature } = signed;
  const content = new Uint8Array(await pack(text));
  const row = {
    id, publicId: report.id, number: report.number, title: report.title, searchText: searchTextOf(report), profile: report.profile, complete: report.complete, imported,
    signed: signature !== null, sha256, bytes: Buffer.byteLength(text), content,
  };
  return whereThereIsRoom("the report", () =>
    database.$transaction(async (transaction) => {
      const taken = await transaction.report.count({ where: { publicId: report.id, number: report.number, ...(imported ? { sha256 } : { imported: false }) } });
      if (taken > 0) return false;
      await transaction.report.create({ data: row, select: { id: true } });
      return true;
    }, { maxWait: 20_000, timeout: 60_000 }),
  );
}

export async function findReport(database: Database, id: string): Promise<ReportSummary | null> {
  const row = await database.report.findUnique({ where: { id }, select: columns });
  return row ? ((await summariesOf(database, [row]))[0] ?? null) : null;
}

/** The very version, own or imported, that has this hash; null when there is none. */
export async function findReportByHash(database: Database, sha256: string): Promise<ReportSummary | null> {
  const row = await database.report.findFirst({ where: { sha256 }, select: columns, orderBy: { imported: "asc" } });
  return row ? ((await summariesOf(database, [row]))[0] ?? null) : null;
}

/** The signed report as it was stored; null when there is none of that id. */
export async function readStoredReport(database: Database, id: string): Promise<{ signed: SignedReport; text: string } | null> {
  const row = await database.report.findUnique({ where: { id }, select: { content: true } });
  if (!row) return null;
  const text = (await unpack(row.content)).toString("utf8");
  return { signed: signedReportSchema.parse(JSON.parse(text)), text };
}

/** The newest own version of the report that `id` is a version of; null when there is none of that id, or it was imported. */
export async function newestVersion(database: Database, id: string): Promise<{ publicId: string; number: number; sha256: string } | null> {
  const row = await database.report.findUnique({ where: { id }, select: { publicId: true, imported: true } });
  if (!row || row.imported) return null;
  return database.report.findFirst({ where: { publicId: row.publicId, imported: false }, select: { publicId: true, number: true, sha256: true }, orderBy: { number: "desc" } });
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
