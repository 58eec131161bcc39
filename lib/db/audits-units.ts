import { z } from "zod";
import type { AuditItem } from "@/lib/domain/audit";
import type { Database } from "./client";
import { tellLocked } from "./locked";
import { Prisma } from "./generated/client";

/** Values of one statement stay below SQLite's limit of variables. */
const ROWS_A_STATEMENT = 500;
/** How long a chunk may wait for the database and be written, ms. */
const PATIENCE = { maxWait: 20_000, timeout: 60_000 };

export interface UnitRow {
  item: string;
  variant: string;
  phrasing: string;
  order: string;
  score: Prisma.InputJsonValue;
}

export interface ItemRow {
  number: number;
  line: AuditItem;
  /** null where the trial was left out. */
  row: Prisma.InputJsonValue | null;
}

export interface Chunk {
  auditId: string;
  suite: string;
  units: readonly UnitRow[];
  items: readonly ItemRow[];
  unitsDone: number;
  owner: string;
  ownedUntil: Date;
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase();

function parts<T>(values: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(values.length / ROWS_A_STATEMENT) }, (_, i) => values.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT));
}

/**
 * Writes what one chunk gave, whole or not at all: no unit is lost or counted twice, whenever the process dies. False when the audit
 * is no longer `owner`'s, or gone: then nothing is written.
 */
export async function writeChunk(database: Database, { auditId, suite, units, items, unitsDone, owner, ownedUntil }: Chunk): Promise<boolean> {
  return tellLocked(() => database.$transaction(async (transaction) => {
    const { count } = await transaction.audit.updateMany({ where: { id: auditId, owner }, data: { unitsDone, ownedUntil } });
    if (count === 0) return false;
    for (const part of parts(units)) await transaction.auditUnit.createMany({ data: part.map((unit) => ({ auditId, suite, ...unit })) });
    for (const part of parts(items)) {
      await transaction.auditItem.createMany({
        data: part.map(({ number, line, row }) => ({
          auditId,
          suite,
          number,
          item: line.item,
          phrasing: line.phrasing,
          category: line.category,
          control: line.control,
          effect: line.effect,
          disagree: line.disagree,
          searchText: fold([line.item, line.category, ...line.texts.map(({ text }) => text)].join("\n")),
          line,
          row: row ?? Prisma.DbNull,
        })),
      });
    }
    return true;
  }, PATIENCE));
}

const unitSchema = z.object({ item: z.string(), variant: z.string(), phrasing: z.string(), order: z.string(), score: z.unknown() });
export type StoredUnit = z.infer<typeof unitSchema>;

/** Every scored unit of a suite, or of one item of it. The caller parses the scores. */
export async function listUnits(database: Database, auditId: string, suite: string, items?: readonly string[]): Promise<StoredUnit[]> {
  return database.auditUnit.findMany({
    where: { auditId, suite, ...(items ? { item: { in: [...items] } } : {}) },
    select: { item: true, variant: true, phrasing: true, order: true, score: true },
  });
}

/** The numbers of the trials that have their line. */
export async function listItemNumbers(database: Database, auditId: string, suite: string): Promise<Set<number>> {
  return new Set((await database.auditItem.findMany({ where: { auditId, suite }, select: { number: true } })).map((row) => row.number));
}

/** Rows of the statistics in the order of the trials, and why others are left out. The caller parses the rows. */
export async function listRows(database: Database, auditId: string, suite: string): Promise<unknown[]> {
  const rows = await database.auditItem.findMany({ where: { auditId, suite, NOT: { row: { equals: Prisma.AnyNull } } }, select: { row: true }, orderBy: { number: "asc" } });
  return rows.map(({ row }) => row);
}

export async function countUnits(database: Database, auditId: string): Promise<number> {
  return database.auditUnit.count({ where: { auditId } });
}

/** null: not scored before. The caller parses the scores. */
export async function cachedScores(database: Database, key: string): Promise<unknown> {
  return (await database.scoreCache.findUnique({ where: { key } }))?.scores ?? null;
}

/** Chunks whose scores are kept; a few kilobytes each, of long texts some ten. The largest public set has about 60,000 of them on a large model. */
export const CHUNKS_CACHED = 100_000;

/** Keeps the scores of a chunk; of more than `most`, those that came first go. */
export async function cacheScores(database: Database, key: string, scores: Prisma.InputJsonValue, most = CHUNKS_CACHED): Promise<void> {
  await database.scoreCache.upsert({ where: { key }, create: { key, scores }, update: { scores } });
  // SQLite numbers rows as they come.
  await database.$executeRaw`DELETE FROM "ScoreCache" WHERE rowid <= (SELECT max(rowid) FROM "ScoreCache") - ${most}`;
}
