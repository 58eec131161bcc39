import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { Engine, JobOptions, WorkProgress } from "@/lib/engine/engine";
import { createEngine } from "@/lib/engine/client/create-engine";

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-engine-"));
const entry = path.join(folder, "scripted-engine.mjs");
const startLog = path.join(folder, "starts");
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let engine: Engine;

const bundle = async (source: string, outfile: string): Promise<void> => {
  await build({ entryPoints: [path.resolve(source)], outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
};
const start = (mode = ""): Engine => {
  process.env["SCRIPTED_ENGINE"] = `${mode}|${startLog}`;
  engine = createEngine({ entry, log: silent, dataDir: folder });
  return engine;
};
const starts = (): number[] => (existsSync(startLog) ? readFileSync(startLog, "utf8").trim().split("\n").map(Number) : []);
const score = async (instruction: string, id: string, options: JobOptions<WorkProgress> = {}): Promise<string> => {
  const { scores } = await engine.score({ modelPath: `do:${instruction}`, texts: [{ id, text: "" }] }, options);
  return scores.map((one) => one.id).join();
};
const failure = async (promise: Promise<unknown>): Promise<VitrineError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VitrineError)) throw new Error(`expected a VitrineError, got ${String(error)}`);
  return error;
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const killEngine = (): boolean => {
  const { pid } = engine.status();
  // 0 would be this process's whole group.
  if (pid === null) throw new Error("no engine process runs");
  return process.kill(pid, "SIGKILL");
};

beforeAll(async () => bundle("lib/engine/client/fixtures/scripted-engine.ts", entry));
afterEach(async () => {
  await engine.close();
  rmSync(startLog, { force: true });
  delete process.env["SCRIPTED_ENGINE"];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the queue", () => {
  it("starts no process until there is something to do, and one process for all", async () => {
    start();
    expect(engine.status()).toMatchObject({ state: "stopped", pid: null });
    expect(starts()).toEqual([]);
    await score("answer", "a");
    await score("answer", "b");
    expect(starts()).toHaveLength(1);
    expect(engine.status()).toMatchObject({ state: "idle", pid: starts()[0], llamaCpp: "scripted", backend: "none" });
  });

  it("takes interactive jobs before background ones and keeps the order within each", async () => {
    start();
    const order: string[] = [];
    const run = async (id: string, priority: "interactive" | "background"): Promise<void> => {
      order.push(await score("answer-later", id, { priority }));
    };
    await Promise.all([
      run("b1", "background"),
      run("b2", "background"),
      run("i1", "interactive"),
      run("i2", "interactive"),
    ]);
    // Nothing had begun when the last one came: the process was still starting.
    expect(order).toEqual(["i1", "i2", "b1", "b2"]);
  });

  it("tells each waiting job how many are ahead, and again when that changes", async () => {
    start();
    const told: number[] = [];
    const onEvent = (event: WorkProgress): void => {
      if (event.type === "queued") told.push(event.ahead);
    };
    const first = score("answer-later", "1");
    const second = score("answer-later", "2");
    const third = score("answer-later", "3", { onEvent });
    await Promise.all([first, second, third]);
    expect(told).toEqual([2, 1]);
  });

  it("answers quick questions while a long job runs", async () => {
    start();
    const stop = new AbortController();
    const long = score("wait-for-stop", "long", { signal: stop.signal });
    const { ids } = await engine.tokenize("any", { kind: "text", text: "", mode: "completion" });
    expect(ids).toEqual(starts());
    expect(engine.status().state).toBe("busy");
    stop.abort();
    expect((await failure(long)).code).toBe("stopped");
  });
});

it("says how far the job in progress is, whoever asked for it, and nothing when there is none", async () => {
  start();
  const stop = new AbortController();
  const map = engine.headMap({ modelPath: "do:any", modelSha256: "", tokens: [1], layer: 0, head: 0, tracePath: "" }, { signal: stop.signal });
  await vi.waitFor(() => expect(engine.status().progress).toEqual({ phase: "working", fraction: 0.5 }), 10_000);
  stop.abort();
  await map;
  expect(engine.status().progress).toBeNull();
});

describe("stopping", () => {
  it("tells a running job, which ends with its own result", async () => {
    start();
    const stop = new AbortController();
    const map = engine.headMap(
      { modelPath: "do:any", modelSha256: "", tokens: [1], layer: 0, head: 0, tracePath: "" },
      { signal: stop.signal, onEvent: (event) => event.type === "work" && stop.abort() },
    );
    expect(await map).toEqual({ traceBytes: 42 });
  });

  it("drops a waiting job without disturbing the others", async () => {
    start();
    const stop = new AbortController();
    const first = score("answer-later", "first");
    const dropped = failure(score("answer", "dropped", { signal: stop.signal }));
    const last = score("answer", "last");
    stop.abort();
    expect((await dropped).code).toBe("stopped");
    expect(await Promise.all([first, last])).toEqual(["first", "last"]);
  });

  it("does not begin what was stopped before it was asked for", async () => {
    start();
    expect((await failure(score("answer", "late", { signal: AbortSignal.abort() }))).code).toBe("stopped");
    expect(starts()).toEqual([]);
  });
});

describe("failures", () => {
  it("passes on what was written for a person", async () => {
    start();
    expect(await failure(score("fail", "x"))).toMatchObject({ code: "model-unreadable", message: "This is not a GGUF file." });
    expect(await failure(engine.describe("nowhere"))).toMatchObject({ code: "model-not-found" });
    expect(await score("answer", "next")).toBe("next");
  });

  it("wraps what was not", async () => {
    start();
    expect(await failure(score("fail-unexpectedly", "x"))).toMatchObject({
      code: "engine-failed",
      message: "The engine could not do this: index out of bounds",
    });
  });

  it("refuses an answer that does not fit the protocol", async () => {
    start();
    expect((await failure(score("answer-wrongly", "x"))).code).toBe("engine-failed");
    expect(await score("answer", "next")).toBe("next");
  });

  it("survives a progress listener that throws", async () => {
    start();
    const stop = new AbortController();
    const onEvent = (event: WorkProgress): void => {
      if (event.type !== "work") return;
      stop.abort();
      throw new Error("listener");
    };
    expect((await failure(score("wait-for-stop", "x", { signal: stop.signal, onEvent }))).code).toBe("stopped");
  });
});

describe("a crash", () => {
  it("fails the running job with the assertion, keeps the waiting ones and starts a new process for them", async () => {
    start();
    const crashing = failure(score("abort", "crashing"));
    const waiting = score("answer", "waiting");
    const error = await crashing;
    expect(error.code).toBe("engine-crashed");
    expect(error.message).toContain("SIGABRT");
    expect(error.message).toContain("GGML_ASSERT(a->ne[0] == b->ne[0]) failed");
    expect(error.message.length).toBeLessThan(500);
    expect(await waiting).toBe("waiting");
    expect(starts()).toHaveLength(2);
    expect(engine.status().lastCrash?.reason).toContain("SIGABRT");
  });

  it("by SIGKILL in mid-run says so, and the next job works", async () => {
    start();
    const run = failure(
      score("wait-for-stop", "x", { onEvent: (event) => event.type === "work" && killEngine() }),
    );
    const error = await run;
    expect(error.code).toBe("engine-crashed");
    expect(error.message).toContain("SIGKILL");
    expect(await score("answer", "next")).toBe("next");
  });

  it("by an exit code says so", async () => {
    start();
    expect((await failure(score("exit", "x"))).message).toContain("exit code 7");
  });

  it("while idle costs nobody anything", async () => {
    start();
    await score("answer", "a");
    killEngine();
    await vi.waitFor(() => expect(engine.status().state).toBe("stopped"), 10_000);
    expect(await score("answer", "b")).toBe("b");
  });

  it("at start fails one job a try, with growing waits, and recovers", async () => {
    const cure = path.join(folder, "cure");
    start(`dies-unless:${cure}`);
    const jobs = [failure(score("answer", "1")), failure(score("answer", "2"))];
    const third = score("answer", "3");
    const [first, second] = await Promise.all(jobs);
    expect(first).toMatchObject({ code: "engine-crashed" });
    expect(first?.message).toContain("could not start");
    expect(first?.message).toContain("cannot open shared object file");
    expect(second?.code).toBe("engine-crashed");
    expect(starts()).toHaveLength(2);
    writeFileSync(cure, "");
    expect(await third).toBe("3");
    expect(starts()).toHaveLength(3);
  });

  it("of a missing engine is told plainly", async () => {
    engine = createEngine({ entry: path.join(folder, "missing.mjs"), log: silent, dataDir: folder });
    expect((await failure(score("answer", "x"))).message).toContain("could not start");
  });
});

describe("closing", () => {
  it("ends the process and fails what is in progress", async () => {
    start();
    const running = failure(score("wait-for-stop", "x"));
    const waiting = failure(score("answer", "y"));
    await vi.waitFor(() => expect(engine.status().state).toBe("busy"), 10_000);
    const { pid } = engine.status();
    if (pid === null) throw new Error("no engine process runs");
    await engine.close();
    expect((await running).code).toBe("stopped");
    expect((await waiting).code).toBe("stopped");
    expect(isAlive(pid)).toBe(false);
    expect((await failure(score("answer", "z"))).code).toBe("stopped");
  });

  it("happens by itself when the parent is killed: no process is left behind", async () => {
    start();
    const parentSource = path.join(folder, "parent.ts");
    const parentEntry = path.join(folder, "parent.mjs");
    writeFileSync(
      parentSource,
      `import { createEngine } from ${JSON.stringify(path.resolve("lib/engine/client/create-engine.ts"))};
       const log = { debug() {}, info() {}, warn() {}, error() {} };
       const engine = createEngine({ entry: ${JSON.stringify(entry)}, log, dataDir: ${JSON.stringify(folder)} });
       void engine.score({ modelPath: "do:wait-for-stop", texts: [] });`,
    );
    await build({
      entryPoints: [parentSource],
      outfile: parentEntry,
      bundle: true,
      platform: "node",
      format: "esm",
      tsconfig: path.resolve("tsconfig.json"),
      nodePaths: [path.resolve("node_modules")],
    });
    const parent = spawn(process.execPath, [parentEntry], { stdio: "ignore" });
    await vi.waitFor(() => expect(starts()).toHaveLength(1), 10_000);
    await wait(100);
    const child = starts()[0] ?? 0;
    expect(isAlive(child)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 10_000);
  });
});
