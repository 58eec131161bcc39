import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "@/lib/db/client";
import { databaseUrl } from "@/lib/db/setup";
import { repositoryRoot } from "@/lib/db/testing";
import { resultsFileSchema } from "../results/results-file";

const SUITE = "occupation-pronouns-demo";
const KILLS = 10;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "vitrine-kill-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (data: string, args: string[]): ChildProcess =>
  spawn(process.execPath, [path.join(repositoryRoot, "scripts/vitrine.mjs"), "audit", ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, VITRINE_DATA: path.join(folder, data), VITRINE_LOG: "silent" },
    stdio: ["ignore", "ignore", "pipe"],
  });

async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((settle) => child.once("close", (code) => settle({ code, said })));
}

const runArgs = (out: string) => ["run", "--model", path.join(repositoryRoot, "models/demo/demo-f16.gguf"), "--suite", SUITE, "--limit", "150", "--seed", "5", "--out", path.join(folder, out)];
/** Everything but times, as text: compared byte for byte. */
const resultsOf = async (file: string) => JSON.stringify({ ...resultsFileSchema.parse(JSON.parse(await readFile(path.join(folder, file), "utf8"))), times: null });

describe("an audit whose process is killed", () => {
  it(`${KILLS} times at random moments ends with every unit once and the results of an undisturbed one, byte for byte`, { timeout: 200_000 }, async () => {
    const undisturbed = await ended(start("whole", runArgs("whole.json")));
    expect(undisturbed.code, undisturbed.said).toBe(0);

    const moments = Array.from({ length: KILLS }, () => Math.round(600 + Math.random() * 2_500));
    const id = { value: "" };
    for (const [turn, moment] of moments.entries()) {
      const child = start("killed", turn === 0 || id.value === "" ? runArgs("killed.json") : ["resume", id.value, "--out", path.join(folder, "killed.json")]);
      const end = ended(child);
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, moment))]);
      child.kill("SIGKILL");
      const { said } = await end;
      id.value ||= /Audit ([0-9a-f-]{36})/.exec(said)?.[1] ?? "";
    }
    const last = await ended(start("killed", id.value === "" ? runArgs("killed.json") : ["resume", id.value, "--out", path.join(folder, "killed.json")]));
    expect(last.code, `killed at ${moments.join(", ")} ms: ${last.said}`).toBe(0);
    expect(await resultsOf("killed.json"), `killed at ${moments.join(", ")} ms`).toBe(await resultsOf("whole.json"));

    const keys = async (data: string) => {
      const database = openDatabase(databaseUrl(path.join(folder, data)));
      const rows = await database.auditUnit.findMany({ where: { audit: { state: "complete" } }, select: { suite: true, item: true, variant: true, phrasing: true, order: true, score: true } });
      await database.$disconnect();
      return rows.map((row) => JSON.stringify(row)).sort();
    };
    const killed = await keys("killed");
    expect(new Set(killed).size).toBe(killed.length);
    expect(killed).toEqual(await keys("whole"));
  });
});
