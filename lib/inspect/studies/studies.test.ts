import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import type { NewStudy, StudyEvent } from "@/lib/domain/study";
import { findStudyOwner, listStudies, listStudyParts, updateStudy } from "@/lib/db/studies";
import { beforeStates } from "@/lib/db/testing";
import { corpusExperts } from "../corpus-experts";
import { leaveOneOutOfInspection, tokenSpans } from "../explain";
import { resolveModel } from "../model-files";
import { DEMO_MODEL } from "../settings";
import { startInspection } from "../start";
import { temporaryContext } from "../testing";
import { bundledCorpora, keepCorpus, readCorpusTexts } from "./corpora";
import { deleteStudy, findAsked, followStudy, readStudy, resumeInterrupted, resumeStudy, startStudy, stopStudy } from "./studies";
import type { StudyContext } from "./study-context";
import { studyContextOf } from "./testing";

let context: StudyContext;
let remove: (() => Promise<void>) | undefined;
let inspection: string;
beforeAll(async () => {
  const { context: plain, remove: end } = await temporaryContext();
  remove = end;
  context = studyContextOf(plain);
  const running = await startInspection(plain, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "Once upon a time there was a little dog. ".repeat(24), generate: 1 }));
  await running.finished;
  inspection = running.summary.id;
}, 60_000);
afterAll(() => remove?.());

const question = (position: number): Extract<NewStudy, { kind: "leave-one-out" }> => ({
  kind: "leave-one-out",
  inspection,
  request: { position, answer: { kind: "token", target: 100, foil: null }, spans: tokenSpans(position + 1) },
});

/** The first event for which `wanted` holds. */
const until = async (id: string, wanted: (event: StudyEvent) => boolean): Promise<void> => {
  const follow = await followStudy(context, id);
  await new Promise<void>((resolve, fail) =>
    follow((event) => {
      if (wanted(event)) resolve();
      else if (event.type === "failed") fail(VitrineError.fromBody(event.error));
    }),
  );
};

describe("a study", () => {
  it("of what mattered gives what one call of the engine gives, within the noise floor, and is found again", { timeout: 60_000 }, async () => {
    const asked = question(40);
    expect(await findAsked(context, asked)).toBeNull();
    const { id } = await startStudy(context, asked);
    await context.queue.finished(id);
    const detail = await readStudy(context, id);
    expect(detail.summary).toMatchObject({ state: "complete", done: 41, total: 41, inspectionId: inspection });
    if (detail.findings.kind !== "leave-one-out") throw new Error("another kind");
    const whole = await leaveOneOutOfInspection(context, inspection, asked.request);
    expect(detail.findings.result?.state).toBe("complete");
    const floor = Math.max(whole.noiseFloor, 1e-4);
    detail.findings.result?.spans.forEach(({ delta }, i) => expect(Math.abs((delta ?? NaN) - (whole.spans[i]?.delta ?? NaN))).toBeLessThan(floor));
    expect((await startStudy(context, asked)).id).toBe(id);
    expect((await findAsked(context, asked))?.summary.id).toBe(id);
    expect(await findAsked(context, question(41))).toBeNull();
  });

  it("that is stopped keeps its parts and goes on from them", { timeout: 90_000 }, async () => {
    const { id } = await startStudy(context, question(150));
    await until(id, ({ type }) => type === "kept");
    await stopStudy(context, id);
    const stopped = await readStudy(context, id);
    expect(stopped.summary.state).toBe("stopped");
    if (stopped.findings.kind !== "leave-one-out") throw new Error("another kind");
    const kept = stopped.findings.result?.spans.filter(({ delta }) => delta !== null) ?? [];
    expect(kept.length).toBe(stopped.summary.done);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(151);
    const before = await listStudyParts(context.database, id);
    await resumeStudy(context, id);
    await context.queue.finished(id);
    const detail = await readStudy(context, id);
    expect(detail.summary).toMatchObject({ state: "complete", done: 151 });
    if (detail.findings.kind !== "leave-one-out") throw new Error("another kind");
    expect(detail.findings.result?.spans.slice(0, kept.length)).toEqual(kept);
    expect((await listStudyParts(context.database, id)).slice(0, before.length)).toEqual(before);
  });

  it("that a dead process left behind is taken up by the next start", { timeout: 90_000 }, async () => {
    const { id } = await startStudy(context, question(140));
    await until(id, ({ type }) => type === "kept");
    await stopStudy(context, id);
    const { done } = (await readStudy(context, id)).summary;
    // As a crash leaves it: running, owned by a process that is gone.
    await updateStudy(context.database, id, { state: "running", owner: "elsewhere 1 gone", ownedUntil: new Date(Date.now() - 1) });
    const restarted = studyContextOf(context);
    expect(await resumeInterrupted(restarted)).toEqual([id]);
    await restarted.queue.finished(id);
    const { summary } = await readStudy(restarted, id);
    expect(summary).toMatchObject({ state: "complete", done: 141 });
    expect(done).toBeLessThan(141);
  });

  it("of a span that covers everything fails with the reason and changes nothing else", { timeout: 60_000 }, async () => {
    const { id } = await startStudy(context, { ...question(5), request: { ...question(5).request, spans: [{ from: 0, to: 6 }] } });
    await context.queue.finished(id);
    const { summary, error } = await readStudy(context, id);
    expect(summary.state).toBe("failed");
    expect(error).toMatchObject({ code: "bad-request", message: expect.stringContaining("covers the whole text") as string });
  });

  it("goes with its inspection", { timeout: 60_000 }, async () => {
    const running = await startInspection(context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 2 }));
    await running.finished;
    const { id } = await startStudy(context, { kind: "leave-one-out", inspection: running.summary.id, request: { position: 4, answer: { kind: "rest" }, spans: tokenSpans(4) } });
    await context.queue.finished(id);
    expect((await readStudy(context, id)).summary.state).toBe("complete");
    await context.database.inspection.delete({ where: { id: running.summary.id } });
    await expect(readStudy(context, id)).rejects.toMatchObject({ code: "not-found" });
    expect(await listStudyParts(context.database, id)).toEqual([]);
  });
});

describe("a study of experts over texts", () => {
  it("gives what counting everything at once gives, stopped and resumed", { timeout: 120_000 }, async () => {
    const [bundled] = await bundledCorpora(context);
    if (!bundled) throw new Error("the bundled texts are missing");
    const lines = (await readCorpusTexts(context, bundled)).filter((_, i) => i % 5 === 0).map(({ text, domain }) => JSON.stringify({ text, domain }));
    const { corpus } = await keepCorpus(context, [{ name: "some.jsonl", bytes: new TextEncoder().encode(lines.join("\n")) }]);
    const { id } = await startStudy(context, { kind: "corpus-experts", model: DEMO_MODEL, corpus: corpus.sha256 });
    await until(id, ({ type }) => type === "kept");
    await stopStudy(context, id);
    const partial = await readStudy(context, id);
    if (partial.findings.kind !== "corpus-experts") throw new Error("another kind");
    expect(partial.findings.result?.texts).toBe(partial.summary.done);
    expect(partial.summary.done).toBeLessThan(corpus.texts);
    await resumeStudy(context, id);
    await context.queue.finished(id);
    const { findings, summary } = await readStudy(context, id);
    expect(summary).toMatchObject({ state: "complete", title: corpus.title, done: corpus.texts });
    if (findings.kind !== "corpus-experts" || !findings.result) throw new Error("no result");
    const whole = await corpusExperts(context.engine, await resolveModel(context.settings.modelsFolder, DEMO_MODEL), await readCorpusTexts(context, corpus));
    expect(findings.result.tokens).toBe(whole.tokens);
    findings.result.layers.forEach((layer, l) => layer.selectionRate.forEach((rate, e) => expect(rate).toBeCloseTo(whole.layers[l]?.selectionRate[e] ?? NaN, 12)));
    await deleteStudy(context, id);
    await expect(readStudy(context, id)).rejects.toMatchObject({ code: "not-found" });
  });

  it("keeps the same texts once, although they were brought several times at once", async () => {
    const file = { name: "twice.jsonl", bytes: new TextEncoder().encode('{"text": "The capital of Denmark is Copenhagen.", "label": "facts"}\n') };
    const kept = await Promise.all(Array.from({ length: 8 }, () => keepCorpus(context, [file])));
    expect(new Set(kept.map(({ corpus }) => corpus.sha256)).size).toBe(1);
    expect(await readCorpusTexts(context, { sha256: kept[0]?.corpus.sha256 ?? "" })).toHaveLength(1);
  });

  it("runs over texts of a person's own", { timeout: 60_000 }, async () => {
    const bytes = new TextEncoder().encode('{"text": "The capital of France is Paris.", "label": "facts"}\n{"text": "x = 1", "label": "code"}\n');
    const { corpus } = await keepCorpus(context, [{ name: "mine.jsonl", bytes }]);
    expect(corpus).toMatchObject({ title: "mine.jsonl", texts: 2, domains: [{ domain: "facts", texts: 1 }, { domain: "code", texts: 1 }] });
    const { id } = await startStudy(context, { kind: "corpus-experts", model: DEMO_MODEL, corpus: corpus.sha256, title: "Mine" });
    await context.queue.finished(id);
    const { summary, findings } = await readStudy(context, id);
    expect(summary).toMatchObject({ state: "complete", title: "Mine" });
    expect(findings.kind === "corpus-experts" && findings.result?.domains.map(({ domain }) => domain)).toEqual(["facts", "code"]);
  });

  it("is refused for texts that are not there", async () => {
    await expect(startStudy(context, { kind: "corpus-experts", model: DEMO_MODEL, corpus: "0".repeat(64) })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a study that is stopped from elsewhere", () => {
  it.each(["running", "complete"])("at the moment in which it would be written down as %s stays stopped, in nobody's hands", { timeout: 60_000 }, async (state) => {
    const elsewhere = studyContextOf(context);
    let stops = 0;
    const here = studyContextOf({
      ...context,
      database: beforeStates(context.database, async (next) => {
        if (next !== state) return;
        stops += 1;
        const { studies } = await listStudies(context.database, { limit: 1, offset: 0 });
        expect((await stopStudy(elsewhere, studies[0]?.id ?? "")).state).toBe("stopped");
      }),
    });
    const { id } = await startStudy(here, question(state === "running" ? 17 : 18));
    await here.queue.finished(id);
    expect(stops).toBe(1);
    expect((await readStudy(context, id)).summary).toMatchObject({ state: "stopped", finishedAt: null });
    expect(await findStudyOwner(context.database, id)).toEqual({ owner: null, ownedUntil: null });
  });
});
