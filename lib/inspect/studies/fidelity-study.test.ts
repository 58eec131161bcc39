import { copyFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fidelity } from "@/lib/domain/fidelity";
import type { NewStudy } from "@/lib/domain/study";
import { repositoryRoot } from "@/lib/db/testing";
import { measureFidelity } from "../fidelity/fidelity";
import { resolveModel } from "../model-files";
import { DEMO_MODEL } from "../settings";
import { temporaryContext } from "../testing";
import { keepCorpus, readCorpusTexts, sweepCorpora } from "./corpora";
import { exportRows } from "./export-rows";
import { followStudy, readStudy, resumeStudy, startStudy, stopStudy } from "./studies";
import type { StudyContext } from "./study-context";
import { studyContextOf } from "./testing";

const COARSE = "demo/demo-q4_0.gguf";
let context: StudyContext;
let remove: (() => Promise<void>) | undefined;
let corpus: string;
beforeAll(async () => {
  const { context: plain, remove: end } = await temporaryContext();
  remove = end;
  context = studyContextOf(plain);
  await copyFile(path.join(repositoryRoot, "models", COARSE), path.join(context.settings.modelsFolder, COARSE));
  const lines = Array.from({ length: 40 }, (_, i) => JSON.stringify({ text: i % 2 === 0 ? `The capital of Denmark is Copenhagen, said ${i} of them.` : "Once upon a time there was a little dog" })).join("\n");
  corpus = (await keepCorpus(context, [{ name: "some.jsonl", bytes: new TextEncoder().encode(lines) }])).corpus.sha256;
}, 60_000);
afterAll(() => remove?.());

const question = (patch: Partial<Extract<NewStudy, { kind: "fidelity" }>> = {}): NewStudy => ({ kind: "fidelity", model: DEMO_MODEL, against: COARSE, corpus, generate: 4, ...patch });
async function resultOf(id: string): Promise<Fidelity> {
  const { findings } = await readStudy(context, id);
  if (findings.kind !== "fidelity" || !findings.result) throw new Error("no result");
  return findings.result;
}

describe("a study of two files of a model", () => {
  it("gives what one measurement of all texts gives, stopped and resumed, and keeps its texts", { timeout: 180_000 }, async () => {
    const { id } = await startStudy(context, question());
    const follow = await followStudy(context, id);
    await new Promise<void>((resolve) => follow((event) => event.type === "kept" && event.done >= 3 && resolve()));
    await stopStudy(context, id);
    const stopped = await readStudy(context, id);
    expect(stopped.summary.done).toBeGreaterThanOrEqual(3);
    expect(stopped.summary.done).toBeLessThan(40);
    const before = await resultOf(id);
    expect(before.texts).toHaveLength(stopped.summary.done);
    expect(before.summary.texts).toBe(stopped.summary.done);

    await resumeStudy(context, id);
    await context.queue.finished(id);
    const { summary, findings } = await readStudy(context, id);
    expect(summary).toMatchObject({ state: "complete", done: 40, total: 40, modelFileName: "demo-q4_0.gguf against demo-f16.gguf" });
    const result = await resultOf(id);
    expect(result.texts.slice(0, before.texts.length)).toEqual(before.texts);

    const files = { modelPath: await resolveModel(context.settings.modelsFolder, DEMO_MODEL), againstPath: await resolveModel(context.settings.modelsFolder, COARSE) };
    const texts = (await readCorpusTexts(context, { sha256: corpus })).map(({ id: name, text }) => ({ id: name, text, name }));
    const whole = await measureFidelity(context.engine, { ...files, texts, generate: 4 }, { signal: new AbortController().signal, onRun: () => undefined });
    expect(result).toEqual(whole);
    expect(result.summary.kl.mean).toBeGreaterThan(0);

    const rows = exportRows(findings);
    expect(rows).toHaveLength(1 + result.summary.tokens);
    expect(rows[1]?.slice(0, 2)).toEqual(["some.jsonl, line 1", 0]);

    await sweepCorpora(context);
    expect(await readCorpusTexts(context, { sha256: corpus })).toHaveLength(40);
  });

  it("keeps figures of every token: flips by layer add up, and what is covered is a probability", { timeout: 60_000 }, async () => {
    const { corpus: small } = await keepCorpus(context, [{ name: "two.txt", bytes: new TextEncoder().encode("The capital of France is Paris") }]);
    const { id } = await startStudy(context, question({ corpus: small.sha256, title: "Small" }));
    await context.queue.finished(id);
    const { texts, summary } = await resultOf(id);
    const [text] = texts;
    if (!text) throw new Error("no text");
    expect([text.bytes.length, text.kl.length, text.covered.length, text.flippedLayers?.length]).toEqual(Array(4).fill(text.tokens));
    expect(Buffer.concat(text.bytes.slice(1).map((bytes) => Buffer.from(bytes, "base64"))).toString()).toContain("capital of France");
    expect(text.flippedLayers?.reduce((sum, flips) => sum + flips, 0)).toBe(text.routing?.flips);
    expect(summary.flipsByMargin.reduce((sum, { flips }) => sum + flips, 0)).toBe(text.routing?.flips);
    expect(text.covered.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(Math.min(...text.covered)).toBe(summary.leastCovered);
    // It may end its text before.
    expect(text.written.model.length).toBeGreaterThan(0);
    expect(text.written.model.length).toBeLessThanOrEqual(4);
  });

  it("is refused for one file twice, for a file that is not there, for too much text, and for texts that are gone", async () => {
    await expect(startStudy(context, question({ against: DEMO_MODEL }))).rejects.toMatchObject({ code: "bad-request" });
    await expect(startStudy(context, question({ against: "demo/nothing.gguf" }))).rejects.toMatchObject({ code: "model-not-found" });
    await expect(startStudy(context, question({ against: "../../etc/passwd" }))).rejects.toMatchObject({ code: expect.stringMatching(/forbidden|model-not-found/) as string });
    await expect(startStudy(context, question({ corpus: "0".repeat(64) }))).rejects.toMatchObject({ code: "not-found" });
    const { corpus: large } = await keepCorpus(context, [{ name: "large.jsonl", bytes: new TextEncoder().encode(`${JSON.stringify({ text: "x ".repeat(400_000) })}\n${JSON.stringify({ text: "y ".repeat(400_000) })}`) }]);
    await expect(startStudy(context, question({ corpus: large.sha256 }))).rejects.toMatchObject({ message: expect.stringContaining("1,600,000") as string });
  });
});
