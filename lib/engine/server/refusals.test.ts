import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeCorruptHeader, writeEmpty, writeMissingTensor, writeNotGguf, writeTruncated, writeUnknownArchitecture, writeWithoutAttention } from "@/scripts/gguf/bad-files";
import { GgufFile } from "@/scripts/gguf/read";
import { writeGguf } from "@/scripts/gguf/write";
import { requireMemory } from "./memory";
import { readModelFile, statModel } from "./model-file";
import { Bench, demoModel, greedy, someTokens, tokenPrompt } from "./testing/harness";
import { openWorkshop } from "./workshop";
import { tensorNames } from "@/lib/trace/names";

const prompt = { kind: "text", text: "The capital of France is", mode: "completion" } as const;
const quiet = [() => undefined, new AbortController().signal] as const;

describe("the engine refuses in a sentence", () => {
  let bench: Bench;
  const at = (name: string): string => path.join(bench.folder, name);
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench?.close());

  const badFiles: { name: string; write: (target: string) => Promise<void>; code: string; says: RegExp; described?: boolean }[] = [
    { name: "an empty file", write: writeEmpty, code: "model-unreadable", says: /empty/ },
    { name: "a file that is not GGUF", write: writeNotGguf, code: "model-unreadable", says: /not a GGUF file/ },
    { name: "a file cut within its header", write: (target) => writeTruncated(demoModel, target, 0.0005), code: "model-unreadable", says: /ends within its header/ },
    { name: "a file cut in the middle", write: (target) => writeTruncated(demoModel, target), code: "model-unreadable", says: /cut short: it has 8,\d+,\d+ bytes and its tensors need 16,\d+,\d+/ },
    { name: "a corrupt header", write: (target) => writeCorruptHeader(demoModel, target), code: "model-unreadable", says: /impossible number/ },
    { name: "an unknown architecture", write: (target) => writeUnknownArchitecture(demoModel, target), code: "model-unsupported", says: /“deepseek99”/ },
    { name: "a file without a tensor that it needs", write: (target) => writeMissingTensor(demoModel, target), code: "model-unreadable", says: /output_norm/, described: true },
  ];

  test.each(badFiles)("$name, and works on afterwards", async ({ name, write, code, says, described }) => {
    const modelPath = at(`${name.replaceAll(" ", "-")}.gguf`);
    await write(modelPath);
    const refusal = { code, message: expect.stringMatching(says) };
    await expect(bench.inspect({ modelPath, prompt })).rejects.toMatchObject(refusal);
    // Its metadata are whole, so that one can be described; only loading finds out.
    if (described) await expect(bench.worker.describe({ modelPath }, ...quiet)).resolves.toMatchObject({ architecture: "deepseek2" });
    else await expect(bench.worker.describe({ modelPath }, ...quiet)).rejects.toMatchObject(refusal);
    await expect(bench.inspect({ prompt })).resolves.toMatchObject({ outcome: { state: "complete" } });
  });

  test("a file that is not there", async () => {
    await expect(bench.inspect({ modelPath: at("nothing.gguf"), prompt })).rejects.toMatchObject({ code: "model-not-found" });
  });

  test("an empty prompt, half a surrogate pair, and no tokens", async () => {
    await expect(bench.inspect({ prompt: { ...prompt, text: "" } })).rejects.toMatchObject({ code: "prompt-empty" });
    await expect(bench.inspect({ prompt: { ...prompt, text: "a\udc00b" } })).rejects.toMatchObject({ code: "prompt-not-utf8" });
    await expect(bench.inspect({ prompt: tokenPrompt([]) })).rejects.toMatchObject({ code: "prompt-empty" });
  });

  test("a prompt longer than the context, by how much", async () => {
    await expect(bench.inspect({ prompt: tokenPrompt(someTokens(1_600)) })).rejects.toMatchObject({ code: "prompt-too-long", message: expect.stringMatching(/1,600 tokens, 1,088 more than .* 512/) });
  });

  test.each([-1, 2_048, 2_000_000_000])("token id %i, which does not exist", async (id) => {
    await expect(bench.inspect({ prompt: tokenPrompt([0, id]) })).rejects.toMatchObject({ code: "token-out-of-range" });
  });

  test("chat with a model that has no template, or a broken one", async () => {
    const without = at("no-template.gguf");
    const source = GgufFile.open(demoModel);
    const tensors = [...source.tensors.values()].map((info) => ({ ...info, data: () => source.pieces(info.name) }));
    const metadata = new Map(source.metadata);
    metadata.delete("tokenizer.chat_template");
    await writeGguf(without, metadata, tensors);
    await expect(bench.inspect({ modelPath: without, prompt: { ...prompt, mode: "chat" } })).rejects.toMatchObject({ code: "no-chat-template" });
    await expect(bench.worker.describe({ modelPath: without }, ...quiet)).resolves.toMatchObject({ hasChatTemplate: false });

    const broken = at("broken-template.gguf");
    metadata.set("tokenizer.chat_template", { type: "string", value: "{% for x in %}" });
    await writeGguf(broken, metadata, tensors);
    await expect(bench.inspect({ modelPath: broken, prompt: { ...prompt, mode: "chat" } })).rejects.toMatchObject({ code: "no-chat-template" });
    source.close();
  });

  test("a model whose estimated memory does not fit, with the two numbers", async () => {
    expect(() => requireMemory("This model", 9 * 2 ** 30, 4.5 * 2 ** 30)).toThrow(expect.objectContaining({ code: "model-too-large", message: "This model needs about 9.0 GiB of memory, and 4.5 GiB are available." }));
    const { memory } = await bench.worker.describe({ modelPath: demoModel }, ...quiet);
    expect(memory.neededBytes).toBeGreaterThan(16_316_096);
    expect(memory.neededBytes).toBeLessThan(200 * 2 ** 20);
    expect(memory.availableBytes).toBeGreaterThan(memory.neededBytes);
    expect(memory.fits).toBe(true);
  });

  test("a trace that cannot be written, leaving no part of it behind", async () => {
    const folder = at("gone");
    await mkdir(folder);
    await rm(folder, { recursive: true });
    await expect(bench.inspect({ prompt, tracePath: path.join(folder, "trace.safetensors") })).rejects.toThrow(/ENOENT/);
    expect(readdirSync(bench.folder).filter((file) => file.endsWith(".part"))).toEqual([]);
  });

  test.runIf(existsSync("/dev/full"))("a full disk", async () => {
    // The part file is a link to a device that is always full.
    const tracePath = at("full.safetensors");
    await symlink("/dev/full", `${tracePath}.part`);
    await expect(bench.inspect({ prompt, tracePath })).rejects.toMatchObject({ code: "disk-full" });
    expect(existsSync(tracePath)).toBe(false);
  });

  test("nothing, but leaves out what a model without attention cannot give, and says why", async () => {
    const modelPath = at("mamba.gguf");
    await writeWithoutAttention(demoModel, modelPath);
    const run = await bench.inspect({ modelPath, prompt, generate: 3, sampling: greedy });
    const { capture, capabilities } = run.outcome.manifest;
    expect(capture).not.toContain("attention");
    expect(capture).not.toContain("router");
    expect(capture).toContain("logits");
    expect(capabilities.attention).toMatchObject({ available: false, reason: expect.stringContaining("no attention weights") });
    expect(capabilities.router).toMatchObject({ available: false, reason: expect.stringContaining("dense model") });
    expect(run.names.has(tensorNames.logitIds)).toBe(true);
    expect(run.names.has(tensorNames.attentionMetrics)).toBe(false);
    const job = { modelPath, modelSha256: run.outcome.manifest.model.sha256, tokens: [0, 1], layer: 0, head: 0, tracePath: bench.tracePath() };
    await expect(bench.worker.headMap(job, ...quiet)).rejects.toMatchObject({ code: "model-unsupported" });
  });
});

describe("hashes of model files", () => {
  test("are kept on disk, and computed again when the file changes", async () => {
    const bench = await Bench.open();
    const cache = path.join(bench.folder, "hashes", "model-hashes.json");
    const workshop = await openWorkshop(cache, {});
    const modelPath = path.join(bench.folder, "copy.gguf");
    await writeMissingTensor(demoModel, modelPath);
    const hash = async (): Promise<string> => (await openWorkshop(cache, {})).hashes.of(await readModelFile(workshop.libraries.llama, await statModel(modelPath)));
    const first = await hash();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    const stored = await readFile(cache, "utf8");
    await writeFile(cache, stored.replace(first, "f".repeat(64)));
    expect(await hash()).toBe("f".repeat(64));
    await writeMissingTensor(demoModel, modelPath, "output.weight");
    expect(await hash()).not.toBe("f".repeat(64));
    await writeFile(cache, "not json");
    expect(await hash()).toMatch(/^[0-9a-f]{64}$/);
    await bench.close();
  });
});
