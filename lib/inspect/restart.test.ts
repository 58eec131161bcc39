import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "@/lib/db/testing";

/** What Next does at start, in a process that can be killed: builds the context, then what the first argument says. */
const serverScript = `
  import { inspectionRequestSchema } from ${JSON.stringify(path.join(repositoryRoot, "lib/domain/inspection.ts"))};
  import { listInspections } from ${JSON.stringify(path.join(repositoryRoot, "lib/db/inspections.ts"))};
  import { hasMarker } from ${JSON.stringify(path.join(repositoryRoot, "lib/db/markers.ts"))};
  import { serverContext } from ${JSON.stringify(path.join(repositoryRoot, "lib/inspect/server-context.ts"))};
  import { startInspection } from ${JSON.stringify(path.join(repositoryRoot, "lib/inspect/start.ts"))};
  const say = (what) => console.log(JSON.stringify(what));
  serverContext().then(async (context) => {
    if (process.argv[2] === "list") {
      const { inspections } = await listInspections(context.database, { limit: 10, offset: 0 });
      say({ prompts: inspections.map((row) => row.prompt), ids: inspections.map((row) => row.id) });
      return context.engine.close().then(() => process.exit(0));
    }
    while (!(await hasMarker(context.database, "first-example"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const running = await startInspection(context, inspectionRequestSchema.parse({ model: "demo/demo-f16.gguf", prompt: "Once upon a time", generate: 450 }));
    running.story.follow((event) => event.type === "tokens" && say({ id: running.summary.id, engine: context.engine.status().pid }));
  }).catch((error) => { say({ error: error.message }); process.exit(1); });
`;

let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "vitrine-restart-"));
  script = path.join(folder, "server.mts");
  await writeFile(script, serverScript);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(what: "run" | "list"): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", script, what], {
    cwd: repositoryRoot,
    env: { ...process.env, VITRINE_DATA: path.join(folder, "data"), VITRINE_MODELS: path.join(repositoryRoot, "models"), VITRINE_MODEL: "demo/demo-f16.gguf", VITRINE_LOG: "silent", DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The first line that it says; what it says later is read and dropped. */
async function saidBy(child: ChildProcess): Promise<unknown> {
  const { stdout } = child;
  if (!stdout) throw new Error("no output");
  const [line]: unknown[] = await once(createInterface({ input: stdout }), "line");
  return JSON.parse(String(line));
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a server killed with SIGKILL", () => {
  it("in the middle of a run takes its engine with it and leaves a clean list", { timeout: 120_000 }, async () => {
    const server = start("run");
    const { id, engine } = z.object({ id: z.string(), engine: z.int() }).parse(await saidBy(server));
    server.kill("SIGKILL");
    await expect.poll(() => isAlive(engine), { timeout: 30_000 }).toBe(false);
    const traces = path.join(folder, "data", "traces");
    await writeFile(path.join(traces, `${id}.safetensors.part`), "as a write would leave it");
    const after = z.object({ prompts: z.array(z.string()), ids: z.array(z.string()) }).parse(await saidBy(start("list")));
    expect(after.prompts).toEqual(["The capital of France is"]);
    expect(await readdir(traces)).toEqual([`${after.ids[0] ?? ""}.safetensors`]);
  });

  it("keeps others out of its data folder while it lives, and lets go of it when it dies", { timeout: 120_000 }, async () => {
    const server = start("run");
    await saidBy(server);
    expect(await saidBy(start("list"))).toEqual({ error: expect.stringContaining("Another Vitrine is running") as unknown });
    server.kill("SIGKILL");
    await once(server, "exit");
    expect(await saidBy(start("list"))).toMatchObject({ prompts: expect.arrayContaining(["The capital of France is"]) as unknown });
  });
});
