import { z } from "zod";
import { auditItemSchema, type AuditItem, type auditItemsRequestSchema } from "@/lib/domain/audit";
import type { Database } from "./client";
import { Prisma } from "./generated/client";

type ItemsRequest = z.output<typeof auditItemsRequestSchema>;

const orders: Record<ItemsRequest["sort"], Prisma.Sql> = {
  order: Prisma.sql`"suite", "number"`,
  effect: Prisma.sql`"effect" IS NULL, "effect", "suite", "number"`,
  "-effect": Prisma.sql`"effect" IS NULL, "effect" DESC, "suite", "number"`,
  size: Prisma.sql`"effect" IS NULL, abs("effect") DESC, "suite", "number"`,
  item: Prisma.sql`"item", "phrasing", "suite", "number"`,
  category: Prisma.sql`"category", "suite", "number"`,
};

const lineSchema = z.object({ line: z.unknown() });
const parseLine = (line: unknown): AuditItem => auditItemSchema.parse(typeof line === "string" ? JSON.parse(line) : line);

function conditionOf(auditId: string, { suite, category, control, search = "", disagree }: ItemsRequest): Prisma.Sql {
  const words = search.normalize("NFKC").toLowerCase().split(/\s+/).filter((word) => word !== "");
  return Prisma.join(
    [
      Prisma.sql`"auditId" = ${auditId}`,
      ...(suite === undefined ? [] : [Prisma.sql`"suite" = ${suite}`]),
      ...(category === undefined ? [] : [Prisma.sql`"category" = ${category}`]),
      ...(control === undefined ? [] : control === "none" ? [Prisma.sql`"control" IS NULL`] : [Prisma.sql`"control" = ${control}`]),
      ...(disagree === undefined ? [] : [Prisma.sql`"disagree" = 1`]),
      ...words.map((word) => Prisma.sql`instr("searchText", ${word}) > 0`),
    ],
    " AND ",
  );
}

/** A page of the items table. */
export async function listItems(database: Database, auditId: string, request: ItemsRequest): Promise<{ items: AuditItem[]; total: number }> {
  const condition = conditionOf(auditId, request);
  const [rows, counts] = await Promise.all([
    database.$queryRaw`SELECT "line" FROM "AuditItem" WHERE ${condition} ORDER BY ${orders[request.sort]} LIMIT ${request.limit} OFFSET ${request.offset}`,
    database.$queryRaw`SELECT count(*) AS "total" FROM "AuditItem" WHERE ${condition}`,
  ]);
  const [count] = z.array(z.object({ total: z.coerce.number() })).parse(counts);
  return { items: z.array(lineSchema).parse(rows).map(({ line }) => parseLine(line)), total: count?.total ?? 0 };
}

/** Lines of one suite in the order of its trials, `limit` at a time from number `from` on. */
export async function itemsFrom(database: Database, auditId: string, suite: string, from: number, limit: number): Promise<{ number: number; line: AuditItem; row: unknown }[]> {
  const rows = await database.auditItem.findMany({
    where: { auditId, suite, number: { gte: from } },
    select: { number: true, line: true, row: true },
    orderBy: { number: "asc" },
    take: limit,
  });
  return rows.map(({ number, line, row }) => ({ number, line: parseLine(line), row }));
}

/** Null when there is none, or not yet. Of several seeds of one item the first. */
export async function findItem(database: Database, auditId: string, suite: string, item: string, phrasing: string): Promise<AuditItem | null> {
  const row = await database.auditItem.findFirst({ where: { auditId, suite, item, phrasing }, select: { line: true }, orderBy: { number: "asc" } });
  return row && parseLine(row.line);
}

/** How many trials of a suite have their line. */
export async function countItems(database: Database, auditId: string, suite: string): Promise<number> {
  return database.auditItem.count({ where: { auditId, suite } });
}

/** How many trials of a suite were left out, by reason. */
export async function leftOutReasons(database: Database, auditId: string, suite: string): Promise<{ reason: string; count: number }[]> {
  return z.array(z.object({ reason: z.string(), count: z.coerce.number() })).parse(
    await database.$queryRaw`SELECT json_extract("line", '$.leftOut') AS "reason", count(*) AS "count" FROM "AuditItem"
      WHERE "auditId" = ${auditId} AND "suite" = ${suite} AND json_extract("line", '$.leftOut') IS NOT NULL GROUP BY "reason" ORDER BY "count" DESC, "reason"`,
  );
}
