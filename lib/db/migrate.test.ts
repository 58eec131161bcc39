import { appendFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Prisma } from "./generated/client";
import { openDatabase } from "./client";
import { migrate } from "./migrate";
import { generateCommand } from "./generate";
import { databaseUrl } from "./setup";
import { repositoryRoot } from "./testing";

let folder: string;
let migrations: string;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine migrate #é-"));
  migrations = join(folder, "migrations");
  url = databaseUrl(folder);
  await cp(join(repositoryRoot, "prisma/migrations"), migrations, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(migrations, name));
  await writeFile(join(migrations, name, "migration.sql"), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = createClient({ url });
  try {
    return (await client.execute(sql)).rows.map((row) => ({ ...row }));
  } finally {
    client.close();
  }
}

describe("migrations", () => {
  it("make a database that has exactly the columns of the schema", async () => {
    await migrate(url, migrations);
    const database = openDatabase(url);
    for (const name of Object.values(Prisma.ModelName)) {
      const columns = (await query(`PRAGMA table_info("${name}")`)).map((column) => column["name"]);
      const fields = { Model: Prisma.ModelScalarFieldEnum, Inspection: Prisma.InspectionScalarFieldEnum, Marker: Prisma.MarkerScalarFieldEnum, Audit: Prisma.AuditScalarFieldEnum, AuditUnit: Prisma.AuditUnitScalarFieldEnum, AuditItem: Prisma.AuditItemScalarFieldEnum, AuditResult: Prisma.AuditResultScalarFieldEnum, ScoreCache: Prisma.ScoreCacheScalarFieldEnum, Suite: Prisma.SuiteScalarFieldEnum, Report: Prisma.ReportScalarFieldEnum, ReportVersion: Prisma.ReportVersionScalarFieldEnum, Share: Prisma.ShareScalarFieldEnum, Study: Prisma.StudyScalarFieldEnum, StudyPart: Prisma.StudyPartScalarFieldEnum }[name];
      expect(columns).toEqual(Object.values(fields));
    }
    expect(await database.inspection.count()).toBe(0);
    await database.$disconnect();
    expect(await query("PRAGMA journal_mode")).toEqual([{ journal_mode: "wal" }]);
  });

  it("are applied once, in order, and recorded as Prisma does", async () => {
    const first = await migrate(url, migrations);
    expect(first.length).toBeGreaterThan(0);
    expect(await migrate(url, migrations)).toEqual([]);
    await addMigration("20990101000000_more", `CREATE TABLE "more" ("x" INTEGER);`);
    expect(await migrate(url, migrations)).toEqual(["20990101000000_more"]);
    const rows = await query(`SELECT migration_name, length(checksum) AS digits, applied_steps_count AS steps, finished_at > 0 AS finished FROM _prisma_migrations ORDER BY migration_name`);
    expect(rows.at(-1)).toEqual({ migration_name: "20990101000000_more", digits: 64, steps: 1, finished: 1 });
    expect(rows).toHaveLength(first.length + 1);
  });

  it("give no number twice to versions of reports that were there before", async () => {
    const later = join(migrations, "20261124140000_report_versions");
    const aside = join(folder, "aside");
    await rename(later, aside);
    await migrate(url, migrations);
    const client = createClient({ url });
    // id, publicId, number, imported, sha256
    for (const args of [["1", "own", 1, 0, "a"], ["2", "own", 3, 0, "c"], ["3", "own", 2, 0, "b"], ["4", "own", 9, 1, "z"], ["5", "theirs", 1, 1, "y"]]) {
      await client.execute({ sql: `INSERT INTO "Report" VALUES (?, ?, ?, 't', 't', 'scores', 1, ?, 0, ?, 1, x'00', CURRENT_TIMESTAMP)`, args });
    }
    client.close();
    await rename(aside, later);
    await migrate(url, migrations);
    expect(await query(`SELECT * FROM "ReportVersion"`)).toEqual([{ publicId: "own", number: 3, sha256: "c" }]);
  });

  it("leave nothing of one that fails half-way, and succeed when it is mended", async () => {
    await migrate(url, migrations);
    await addMigration("20990101000000_bad", `CREATE TABLE "half" ("x" INTEGER); INSERT INTO nowhere VALUES (1);`);
    await expect(migrate(url, migrations)).rejects.toThrow(/20990101000000_bad failed and was undone/);
    expect(await query("SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([]);
    await writeFile(join(migrations, "20990101000000_bad", "migration.sql"), `CREATE TABLE "half" ("x" INTEGER);`);
    expect(await migrate(url, migrations)).toEqual(["20990101000000_bad"]);
  });

  it("refuse a database from a newer version and a migration that was changed afterwards", async () => {
    await addMigration("20990101000000_new", "SELECT 1;");
    await migrate(url, migrations);
    await appendFile(join(migrations, "20990101000000_new", "migration.sql"), "-- changed");
    await expect(migrate(url, migrations)).rejects.toThrow(/checksum differs/);
    await rm(join(migrations, "20990101000000_new"), { recursive: true });
    await expect(migrate(url, migrations)).rejects.toThrow(/newer version/);
  });

  it("may run twice at once", async () => {
    const done = await Promise.all([migrate(url, migrations), migrate(url, migrations), migrate(url, migrations)]);
    expect(done.flat().sort()).toEqual([...new Set(done.flat())].sort());
    expect(done.flat().length).toBeGreaterThan(0);
  });
});

describe("where the database is", () => {
  it("is the data folder unless DATABASE_URL says otherwise", () => {
    expect(databaseUrl("/tmp/a b")).toBe("file:/tmp/a%20b/vitrine.db");
    expect(databaseUrl("/tmp/x", { DATABASE_URL: "libsql://team.example" })).toBe("libsql://team.example");
    expect(databaseUrl("/tmp/x", { DATABASE_URL: "" })).toBe("file:/tmp/x/vitrine.db");
  });

  it("needs a client whose generation downloads nothing", () => {
    expect(generateCommand("/r").env["PRISMA_SCHEMA_ENGINE_BINARY"]).toBe(process.execPath);
  });
});
