import type { shareKindSchema} from "@/lib/domain/report";
import { shareSummarySchema, type ShareSummary } from "@/lib/domain/report";
import type { z } from "zod";
import type { Database } from "./client";
import { whereThereIsRoom } from "./disk-full";
import { Prisma } from "./generated/client";

export interface NewShare {
  id: string;
  kind: z.infer<typeof shareKindSchema>;
  title: string;
  number: number;
  reportId: string | null;
  tokenHash: string;
  passwordHash: string | null;
  policy: string;
  content: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
}

const columns = {
  id: true, kind: true, title: true, number: true, createdAt: true, expiresAt: true, revokedAt: true, passwordHash: true, views: true,
  report: { select: { publicId: true } },
} satisfies Prisma.ShareSelect;
type Row = Prisma.ShareGetPayload<{ select: typeof columns }>;

/** Versions of own reports by their public id: imported ones supersede nothing. */
async function newestOf(database: Database, publicIds: readonly string[]): Promise<Map<string, number>> {
  const newest = await database.report.groupBy({ by: ["publicId"], where: { publicId: { in: [...new Set(publicIds)] }, imported: false }, _max: { number: true } });
  return new Map(newest.map(({ publicId, _max }) => [publicId, _max.number ?? 0]));
}

/** What a row is now. Revoked before expired before superseded: a superseded link still opens. */
function stateOf({ revokedAt, expiresAt, number, report }: Row, newest: ReadonlyMap<string, number>, now: Date): ShareSummary["state"] {
  if (revokedAt !== null) return "revoked";
  if (expiresAt <= now) return "expired";
  return report !== null && (newest.get(report.publicId) ?? 0) > number ? "superseded" : "live";
}

async function summariesOf(database: Database, rows: readonly Row[], now: Date): Promise<ShareSummary[]> {
  const newest = await newestOf(database, rows.flatMap(({ report }) => (report ? [report.publicId] : [])));
  return rows.map((row) =>
    shareSummarySchema.parse({
      id: row.id, kind: row.kind, title: row.title, number: row.number, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(),
      hasPassword: row.passwordHash !== null, views: row.views, state: stateOf(row, newest, now),
    }),
  );
}

/** One statement: a link is there whole or not at all. False when the report that it shows is gone. Error: `disk-full`. */
export async function insertShare(database: Database, share: NewShare): Promise<boolean> {
  try {
    await whereThereIsRoom("the link", () => database.share.create({ data: share, select: { id: true } }));
    return true;
  } catch (error) {
    // A foreign key that leads nowhere.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003") return false;
    throw error;
  }
}

/** Null when there is none of that id. */
export async function findShare(database: Database, id: string, now = new Date()): Promise<ShareSummary | null> {
  const row = await database.share.findUnique({ where: { id }, select: columns });
  return row ? ((await summariesOf(database, [row], now))[0] ?? null) : null;
}

/** Newest first, of one kind, or of some reports. */
export async function listShares(database: Database, where: { kind: ShareSummary["kind"] } | { reportIds: readonly string[] }, now = new Date()): Promise<(ShareSummary & { reportId: string | null })[]> {
  const rows = await database.share.findMany({
    where: "kind" in where ? { kind: where.kind } : { reportId: { in: [...where.reportIds] } },
    select: { ...columns, reportId: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const summaries = await summariesOf(database, rows, now);
  return summaries.map((summary, i) => ({ ...summary, reportId: rows[i]?.reportId ?? null }));
}

/** What a link with that hash opens, whatever its state; null when there is none. */
export async function findByToken(database: Database, tokenHash: string, now = new Date()): Promise<{ share: ShareSummary; tokenHash: string; passwordHash: string | null } | null> {
  const row = await database.share.findUnique({ where: { tokenHash }, select: { ...columns, tokenHash: true } });
  const share = row && (await summariesOf(database, [row], now))[0];
  return row && share ? { share, tokenHash: row.tokenHash, passwordHash: row.passwordHash } : null;
}

/** The file of a link that is still open at this moment, counted as a view; null when it was revoked or has expired meanwhile. */
export async function readShare(database: Database, id: string, now = new Date()): Promise<{ policy: string; content: Uint8Array<ArrayBuffer> } | null> {
  const { count } = await database.share.updateMany({ where: { id, revokedAt: null, expiresAt: { gt: now } }, data: { views: { increment: 1 } } });
  return count === 0 ? null : database.share.findUnique({ where: { id }, select: { policy: true, content: true } });
}

/** False when there is none of that id, or it is revoked: that is for good. */
export async function moveExpiry(database: Database, id: string, expiresAt: Date): Promise<boolean> {
  return (await database.share.updateMany({ where: { id, revokedAt: null }, data: { expiresAt } })).count === 1;
}

/** Its file goes at once, the row stays for the list. False when there is none of that id. */
export async function revokeShare(database: Database, id: string, now = new Date()): Promise<boolean> {
  const revoked = await database.share.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now, content: new Uint8Array() } });
  return revoked.count === 1 || (await database.share.count({ where: { id } })) === 1;
}
