import { z } from "zod";
import { suiteSummarySchema, type SuiteSummary } from "@/lib/domain/audit";
import type { Database } from "./client";
import { Prisma } from "./generated/client";

const filesSchema = z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() }));
export type SuiteFile = z.infer<typeof filesSchema>[number];

/** An own suite keeps its text, an imported one names its files. */
export interface SuiteRecord {
  summary: SuiteSummary;
  text: string | null;
  files: SuiteFile[] | null;
}

const recordOf = (row: { summary: unknown; text: string | null; files: unknown }): SuiteRecord => ({
  summary: suiteSummarySchema.parse(row.summary),
  text: row.text,
  files: row.files === null ? null : filesSchema.parse(row.files),
});

/** In the order in which they were added. */
export async function listSuiteSummaries(database: Database): Promise<SuiteSummary[]> {
  const rows = await database.suite.findMany({ select: { summary: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return rows.map((row) => suiteSummarySchema.parse(row.summary));
}

export async function findSuite(database: Database, id: string): Promise<SuiteRecord | null> {
  const row = await database.suite.findUnique({ where: { id } });
  return row && recordOf(row);
}

/** Replaces one of the same id. */
export async function saveSuite(database: Database, { summary, text, files }: SuiteRecord): Promise<void> {
  const data = { source: summary.source, summary, text, files: files ?? Prisma.DbNull };
  await database.suite.upsert({ where: { id: summary.id }, create: { id: summary.id, ...data }, update: data });
}

/** False when there was none. */
export async function removeSuite(database: Database, id: string): Promise<boolean> {
  return (await database.suite.deleteMany({ where: { id } })).count === 1;
}
