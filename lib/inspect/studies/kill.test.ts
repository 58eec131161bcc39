import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "@/lib/db/client";
import { databaseUrl } from "@/lib/db/setup";
import { listStudyParts } from "@/lib/db/studies";
import { repositoryRoot } from "@/lib/db/testing";

const at = (file: string): string => JSON.stringify(path.join(repositoryRoot, file));
/** What Next does at start, in a process that can be killed. The first argument: an id to wait for, or none to start a study. */
const serverScript = `
  import { inspectionRequestSchema } from ${at("lib/domain/inspection.ts")};
  import { startInspection } from ${at("lib/inspect/start.ts")};
  import { tokenSpans } from ${at("lib/inspect/explain.ts")};
  import { serverStudies } from ${at("lib/inspect/studies/server-studies.ts")};
  import { followStudy, readStudy, startStudy } from ${at("lib/inspect/studies/studies.ts")};
  const say = (what) => console.log(JSON.stringify(what));
  serverStudies().then(async (context) => {
    if (process.argv[2]) {
      await context.queue.finished(process.argv[2]);
      say({ id: process.argv[2], done: (await readStudy(context, process.argv[2])).summary.done });
      return context.engine.close().then(() => process.exit(0));
    }
    const running = await startInspection(context, inspectionRequestSchema.parse({ model: "demo/demo-f16.gguf", prompt: "Once upon a time there was a little dog. ".repeat(14), generate: 1 }));
    await running.finished;
    const request = { position: 130, answer: { kind: "token", target: 100, foil: null }, spans: tokenSpans(131) };
    const { id } = await startStudy(context, { kind: "leave-one-out", inspection: running.summary.id, request });
    (await followStudy(context, id))((event) => event.type === "kept" && say({ id, done: event.done }));
  }).catch((error) => { say({ error: error.message }); process.exit(1); });
`;

let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "vitrine-studies-"));
  script = path.join(folder, "server.mts");
  await writeFile(script, serverScript);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, VITRINE_DATA: path.join(folder, "data"), VITRINE_MODELS: path.join(repositoryRoot, "models"), VITRINE_MODEL: "demo/demo-f16.gguf", VITRINE_LOG: "silent", DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const saidSchema = z.object({ id: z.string(), done: z.int() });
async function saidBy({ stdout }: ChildProcess): Promise<z.infer<typeof saidSchema>> {
  if (!stdout) throw new Error("no output");
  const [line]: unknown[] = await once(createInterface({ input: stdout }), "line");
  return saidSchema.parse(JSON.parse(String(line)));
}

const partsOf = async (id: string): Promise<unknown[]> => {
  const database = openDatabase(databaseUrl(path.join(folder, "data")));
  const parts = await listStudyParts(database, id);
  await database.$disconnect();
  return parts;
};

it("a study whose process is killed has lost nothing that was told as kept, and the next start finishes it", { timeout: 120_000 }, async () => {
  const first = start();
  const { id, done } = await saidBy(first);
  first.kill("SIGKILL");
  await once(first, "close");
  const kept = await partsOf(id);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(131);
  expect(kept.length).toBeGreaterThan(0);

  const second = start(id);
  expect(await saidBy(second)).toEqual({ id, done: 131 });
  await once(second, "close");
  expect((await partsOf(id)).slice(0, kept.length)).toEqual(kept);
});
