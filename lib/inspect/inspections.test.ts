import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examples } from "@/lib/domain/examples";
import { inspectionRequestSchema, type InspectionEvent, type InspectionRequestInput } from "@/lib/domain/inspection";
import { listInspections } from "@/lib/db/inspections";
import { hasMarker } from "@/lib/db/markers";
import { boot } from "./boot";
import type { InspectContext } from "./context";
import { exportJsonFile } from "./export-json";
import { readHeadMap } from "./head-map";
import { deleteInspection, readInspection, readTree, renameInspection } from "./library";
import { listModels } from "./models";
import type { RunningInspection } from "./running";
import { DEMO_MODEL } from "./settings";
import { branchInspection, runAgain, startInspection, stopInspection } from "./start";
import { tokenText } from "./token-table";
import { temporaryContext } from "./testing";
import { tracePath } from "./trace-files";

let context: InspectContext;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ context, remove } = await temporaryContext());
  await boot(context);
}, 60_000);
afterAll(() => remove?.());

const request = (patch: Partial<InspectionRequestInput> = {}) =>
  inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 4, ...patch });

async function finish(running: RunningInspection): Promise<InspectionEvent[]> {
  await running.finished;
  return running.story.soFar();
}

async function detail(id: string) {
  const resource = await readInspection(context, id);
  if (resource.running) throw new Error("still running");
  return resource.detail;
}

describe("the first start", () => {
  it("runs the first example on the demo model, once", async () => {
    await expect.poll(() => hasMarker(context.database, "first-example"), { timeout: 20_000 }).toBe(true);
    expect((await listInspections(context.database, { limit: 5, offset: 0 })).inspections.map((row) => row.prompt)).toEqual([examples[0]?.request.prompt]);
    const [first] = (await listInspections(context.database, { limit: 5, offset: 0 })).inspections;
    await deleteInspection(context, first?.id ?? "");
    await boot(context);
    expect(context.running.active()).toEqual([]);
  });
});

describe("an inspection", () => {
  it("runs on the real model, tells its progress, and is kept with its trace", async () => {
    const events = await finish(await startInspection(context, request()));
    expect(events.map((event) => event.type), JSON.stringify(events.at(-1))).toEqual(expect.arrayContaining(["prompt", "tokens", "done"]));
    const last = events.at(-1);
    if (last?.type !== "done") throw new Error(JSON.stringify(last));
    const { summary, tokens, manifest, tensors } = await detail(last.id);
    expect(summary).toMatchObject({ state: "complete", title: "The capital of France is", totalTokens: tokens.ids.length, promptTokens: manifest.promptTokens });
    expect(tokenText(tokens, manifest.promptTokens)).toBe(" P");
    expect(tokens.logprob[0]).toBeNull();
    expect(tokens.logprob.slice(1).every((value) => value !== null && value <= 0)).toBe(true);
    expect(tensors.map((tensor) => tensor.name)).toEqual(expect.arrayContaining(["attention.0", "router.experts.1", "residual.5", "logits.ids"]));
    expect(existsSync(tracePath(context.settings, last.id))).toBe(true);
    expect((await listModels(context)).models[0]?.details?.capabilitiesAre).toBe("learned");
  });

  it("branches at a token, keeps the tree, and runs again with the same token forced", async () => {
    const root = await startInspection(context, request());
    await root.finished;
    const id = root.summary.id;
    const { tokens, manifest } = await detail(id);
    const position = manifest.promptTokens;
    const other = tokens.ids[2] ?? 0;
    const branch = await branchInspection(context, id, { position, token: other });
    await branch.finished;
    const branched = await detail(branch.summary.id);
    expect(branched.tokens.ids.slice(0, position + 1)).toEqual([...tokens.ids.slice(0, position), other]);
    expect(branched.manifest).toMatchObject({ forcedPositions: [position], promptTokens: position });
    expect(branched.summary).toMatchObject({ parentId: id, branchPosition: position, branchText: tokenText(tokens, 2) });
    const again = await runAgain(context, branch.summary.id);
    await again.finished;
    expect((await detail(again.summary.id)).tokens.ids).toEqual(branched.tokens.ids);
    expect((await detail(again.summary.id)).traceSha256).toBe(branched.traceSha256);
    expect((await readTree(context, again.summary.id)).map((row) => row.id)).toEqual([id, branch.summary.id, again.summary.id]);
    await expect(branchInspection(context, id, { position: 500, token: 1 })).rejects.toMatchObject({ code: "bad-request" });
    const bad = await branchInspection(context, id, { position, token: 999_999 });
    const last = (await finish(bad)).at(-1);
    expect(last, JSON.stringify(last)).toMatchObject({ type: "failed", error: { code: "token-out-of-range" } });
  });

  it("is renamed, found under its new name, exported as JSON, and deleted with its file", async () => {
    const running = await startInspection(context, request());
    await running.finished;
    const { id } = running.summary;
    await renameInspection(context, id, "Paris, measured");
    expect((await listInspections(context.database, { search: "paris measured", limit: 5, offset: 0 })).inspections.map((row) => row.id)).toEqual([id]);
    let text = "";
    for await (const piece of exportJsonFile(await detail(id), tracePath(context.settings, id))) text += piece;
    const exported: unknown = JSON.parse(text);
    expect(exported).toMatchObject({ manifest: { format: "vitrine-trace" } });
    expect(text).toContain(`"text":"aris"`);
    const map = await readHeadMap(context, id, 3, 2);
    expect(map.shape).toEqual([running.summary.totalTokens, running.summary.totalTokens]);
    await expect(readHeadMap(context, id, 6, 0)).rejects.toMatchObject({ code: "bad-request" });
    await deleteInspection(context, id);
    expect(existsSync(tracePath(context.settings, id))).toBe(false);
    await expect(readInspection(context, id)).rejects.toMatchObject({ code: "not-found" });
  });

  it("branched from one that is deleted meanwhile is kept as a root of its own", async () => {
    const root = await startInspection(context, request());
    await root.finished;
    const branch = await branchInspection(context, root.summary.id, { position: 3, token: 5 });
    await deleteInspection(context, root.summary.id);
    expect((await finish(branch)).at(-1)).toMatchObject({ type: "done" });
    expect((await detail(branch.summary.id)).summary.parentId).toBeNull();
    expect((await readTree(context, branch.summary.id)).map((row) => row.id)).toEqual([branch.summary.id]);
  });

  it("stopped in the middle keeps what was captured until then", async () => {
    const running = await startInspection(context, request({ prompt: "Once upon a time there was a little", generate: 400 }));
    await new Promise<void>((resolve) => running.story.follow((event) => event.type === "tokens" && event.tokens.some((token) => !token.prompt) && resolve()));
    expect(stopInspection(context, running.summary.id)).toBe(true);
    const last = (await finish(running)).at(-1);
    expect(last).toMatchObject({ type: "done", state: "stopped" });
    const { tokens, manifest } = await detail(running.summary.id);
    expect(manifest.finish).toBe("stopped");
    expect(tokens.ids.length).toBeLessThan(400);
    expect(stopInspection(context, running.summary.id)).toBe(false);
  });

  it("asked for by two at once is run one after the other, both kept", async () => {
    const both = await Promise.all([startInspection(context, request()), startInspection(context, request({ prompt: "The nurse said that" }))]);
    const ends = await Promise.all(both.map(finish));
    expect(ends.map((events) => events.at(-1)?.type)).toEqual(["done", "done"]);
  });

  it("fails with the reason when the engine is killed, leaves nothing behind, and the next run works", async () => {
    const before = await listInspections(context.database, { limit: 1, offset: 0 });
    const running = await startInspection(context, request({ prompt: "Once upon a time there was a little", generate: 450 }));
    await new Promise<void>((resolve) => running.story.follow((event) => event.type === "tokens" && resolve()));
    process.kill(context.engine.status().pid ?? 0, "SIGKILL");
    expect((await finish(running)).at(-1)).toMatchObject({ type: "failed", error: { code: "engine-crashed" } });
    expect((await listInspections(context.database, { limit: 1, offset: 0 })).total).toBe(before.total);
    expect((await readdir(context.settings.tracesFolder)).filter((name) => name.startsWith(running.summary.id))).toEqual([]);
    expect((await finish(await startInspection(context, request()))).at(-1)?.type).toBe("done");
  });
});

describe("bad input is refused in a sentence", () => {
  const failure = async (patch: Partial<InspectionRequestInput>) => (await finish(await startInspection(context, request(patch)))).at(-1);

  it("an empty prompt, half a character, a model that is not there, a path outside the folder", async () => {
    await expect(startInspection(context, request({ prompt: " \n" }))).rejects.toMatchObject({ code: "prompt-empty" });
    await expect(startInspection(context, request({ prompt: "a\ud800b" }))).rejects.toMatchObject({ code: "prompt-not-utf8" });
    await expect(startInspection(context, request({ model: "none.gguf" }))).rejects.toMatchObject({ code: "model-not-found" });
    for (const model of ["../secret.gguf", "demo/../../x.gguf", "/etc/passwd", "demo\\x.gguf", "demo//demo-f16.gguf", "."]) {
      await expect(startInspection(context, request({ model })), model).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("a link in the models folder that leads out of it", async () => {
    const outside = await mkdtemp(path.join(tmpdir(), "vitrine-outside-"));
    await writeFile(path.join(outside, "secret.gguf"), "x");
    await symlink(path.join(outside, "secret.gguf"), path.join(context.settings.modelsFolder, "link.gguf"));
    await expect(startInspection(context, request({ model: "link.gguf" }))).rejects.toMatchObject({ code: "forbidden" });
    const listed = (await listModels(context)).models.find((model) => model.id === "link.gguf");
    expect(listed).toMatchObject({ details: null, problem: { message: expect.stringContaining("link to a file outside") as unknown } });
    await rm(path.join(context.settings.modelsFolder, "link.gguf"));
    await rm(outside, { recursive: true });
  });

  it("a prompt longer than the context, saying by how much", async () => {
    const event = await failure({ prompt: "tree lamp river cup fish ".repeat(300) });
    expect(event).toMatchObject({ type: "failed", error: { code: "prompt-too-long", message: expect.stringMatching(/\d+ more than/) as string } });
  });

  it("a file that is no model: listed with its problem, refused when run", async () => {
    await writeFile(path.join(context.settings.modelsFolder, "broken.gguf"), "this is not a model");
    const listed = (await listModels(context)).models.find((model) => model.id === "broken.gguf");
    expect(listed).toMatchObject({ details: null, problem: { code: "model-unreadable" } });
    expect(await failure({ model: "broken.gguf" })).toMatchObject({ type: "failed", error: { code: "model-unreadable" } });
  });
});

describe("a start after a crash", () => {
  it("sweeps half-written and orphaned traces and keeps what inspections own", async () => {
    const running = await startInspection(context, request());
    await running.finished;
    const { tracesFolder } = context.settings;
    await writeFile(path.join(tracesFolder, "11111111-1111-4111-8111-111111111111.safetensors.part"), "half");
    await writeFile(path.join(tracesFolder, "22222222-2222-4222-8222-222222222222.safetensors"), "orphan");
    await boot(context);
    const left = await readdir(tracesFolder);
    expect(left).toContain(`${running.summary.id}.safetensors`);
    expect(left.some((name) => name.startsWith("1111") || name.startsWith("2222"))).toBe(false);
  });
});
