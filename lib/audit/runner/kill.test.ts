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
const KILLS = 20;
/** The longest that a process works before it is killed, ms: a small part of the whole audit, so that most kills find it half done. */
const LONGEST_MS = 800;

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

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** The engine that a process has started; null before, and where the system does not tell. */
async function engineOf(child: ChildProcess): Promise<number | null> {
  const list = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").catch(() => "");
  const pid = Number(list.trim().split(" ")[0]);
  return pid > 0 ? pid : null;
}

const runArgs = (out: string) => ["run", "--model", path.join(repositoryRoot, "models/demo/demo-f16.gguf"), "--suite", SUITE, "--limit", "250", "--seed", "5", "--out", path.join(folder, out)];
async function stateOf(id: string): Promise<string | null> {
  const database = openDatabase(databaseUrl(path.join(folder, "killed")));
  const row = await database.audit.findUnique({ where: { id }, select: { state: true } });
  await database.$disconnect();
  return row?.state ?? null;
}
/** Everything but times, as text: compared byte for byte. */
const resultsOf = async (file: string) => JSON.stringify({ ...resultsFileSchema.parse(JSON.parse(await readFile(path.join(folder, file), "utf8"))), times: null });

/** Kills the process somewhere in its work, and in every second turn its engine before that. Returns what it had said. */
async function killedSomewhere(child: ChildProcess, turn: number, moments: number[]): Promise<string> {
  const end = ended(child);
  let gone = false;
  void end.then(() => (gone = true));
  const until = async (wait: number) => Promise.race([end, pause(wait)]);
  const moment = () => {
    moments.push(Math.round(Math.random() * LONGEST_MS));
    return moments.at(-1) ?? 0;
  };
  for (let tries = 0; !gone && tries < 200 && (await engineOf(child)) === null; tries++) await until(20);
  if (turn % 2 === 1) {
    await until(moment());
    const engine = await engineOf(child);
    if (engine !== null && !gone) process.kill(engine, "SIGKILL");
  }
  await until(moment());
  child.kill("SIGKILL");
  return (await end).said;
}

describe("an audit whose process and engine are killed", () => {
  it(`${KILLS} and ${KILLS / 2} times at random moments ends with every unit once and the results of an undisturbed one, byte for byte`, { timeout: 300_000 }, async () => {
    const undisturbed = await ended(start("whole", runArgs("whole.json")));
    expect(undisturbed.code, undisturbed.said).toBe(0);

    const moments: number[] = [];
    const id = { value: "" };
    let halfDone = 0;
    for (let turn = 0; turn < KILLS; turn++) {
      const said = await killedSomewhere(start("killed", id.value === "" ? runArgs("killed.json") : ["resume", id.value, "--out", path.join(folder, "killed.json")]), turn, moments);
      id.value ||= /Audit ([0-9a-f-]{36})/.exec(said)?.[1] ?? "";
      halfDone += (await stateOf(id.value)) === "running" ? 1 : 0;
    }
    expect(halfDone, "turns that left the audit half done").toBeGreaterThan(KILLS / 2);
    const last = await ended(start("killed", id.value === "" ? runArgs("killed.json") : ["resume", id.value, "--out", path.join(folder, "killed.json")]));
    expect(last.code, `killed at ${moments.join(", ")} ms: ${last.said}`).toBe(0);
    expect(await resultsOf("killed.json"), `killed at ${moments.join(", ")} ms`).toBe(await resultsOf("whole.json"));

    const unitsIn = async (data: string) => {
      const database = openDatabase(databaseUrl(path.join(folder, data)));
      const rows = await database.auditUnit.findMany({ where: { audit: { state: "complete" } }, select: { suite: true, item: true, variant: true, phrasing: true, order: true, score: true } });
      await database.$disconnect();
      return rows.map(({ score, ...key }) => ({ key: JSON.stringify(key), score: JSON.stringify(score) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    };
    const killed = await unitsIn("killed");
    // By their keys alone: a unit that is there twice may have two scores.
    expect(new Set(killed.map(({ key }) => key)).size).toBe(killed.length);
    expect(killed).toEqual(await unitsIn("whole"));
  });
});
