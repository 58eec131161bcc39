import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { findInspection } from "@/lib/db/inspections";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { corpusExperts } from "./corpus-experts";
import { explainInspection, leaveOneOutOfInspection, lensOfInspection, tokenSpans, valueNormsOfInspection } from "./explain";
import { deleteInspection } from "./library";
import { startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";
import { unpackTokenTable } from "./token-table";

let temporary: TemporaryContext;
let id: string;
let ids: number[];
let logprobs: (number | null)[];

beforeAll(async () => {
  temporary = await temporaryContext();
  const { context } = temporary;
  const running = await startInspection(context, inspectionRequestSchema.parse({ model: context.settings.defaultModel, prompt: "The capital of Denmark is", generate: 4 }));
  await running.finished;
  id = running.summary.id;
  const record = await findInspection(context.database, id);
  ({ ids, logprob: logprobs } = unpackTokenTable(record!.tokens));
}, 60_000);
afterAll(() => temporary.remove());

describe("a kept inspection", () => {
  it("is explained towards the token that came next, with the probability that the run gave it", async () => {
    for (const position of [2, 5]) {
      const { target, foil } = await explainInspection(temporary.context, id, { position, target: null, foil: null });
      expect({ id: target.id, foil }).toEqual({ id: ids[position + 1], foil: null });
      expect(Math.abs(target.logprob - logprobs[position + 1]!)).toBeLessThan(0.02);
    }
    const { target } = await explainInspection(temporary.context, id, { position: ids.length - 1, target: null, foil: null });
    expect(target.rank).toBe(1);
  });

  it("has its lens computed once, at every position, and kept until the inspection is deleted", async () => {
    const { context } = temporary;
    const evaluate = vi.spyOn(context.engine, "explain");
    const [first, second] = await Promise.all([lensOfInspection(context, id, { target: 400, foil: null }), lensOfInspection(context, id, { target: 400, foil: null })]);
    const other = await lensOfInspection(context, id, { target: 400, foil: 500 });
    await lensOfInspection(context, id, { target: 400, foil: null });
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(evaluate).toHaveBeenCalledTimes(2);
    expect(await withTrace(first, (trace) => Promise.resolve(trace.entry(tensorNames.lensIds).shape))).toEqual([ids.length, 6, 10]);
  });

  it("has norms for value-weighted attention beside its trace", async () => {
    const file = await valueNormsOfInspection(temporary.context, id);
    expect(await withTrace(file, (trace) => Promise.resolve(trace.entry(tensorNames.valueNorms).shape))).toEqual([6, 6, ids.length]);
  });

  it("says what in its text mattered, for one token or for all that follow", async () => {
    const { context } = temporary;
    const spans = tokenSpans(6);
    const one = await leaveOneOutOfInspection(context, id, { position: 5, answer: { kind: "token", target: ids[6]!, foil: 400 }, spans });
    expect(Math.abs(one.logprob - logprobs[6]!)).toBeLessThan(0.02);
    expect(one.spans.every(({ delta, foilDelta }) => delta !== null && foilDelta !== null)).toBe(true);
    const all = await leaveOneOutOfInspection(context, id, { position: 5, answer: { kind: "rest" }, spans });
    expect(Math.abs(all.logprob - logprobs.slice(6).reduce<number>((sum, value) => sum + (value ?? 0), 0))).toBeLessThan(0.05);
    await expect(leaveOneOutOfInspection(context, id, { position: ids.length - 1, answer: { kind: "rest" }, spans })).rejects.toMatchObject({ code: "bad-request" });
    await expect(leaveOneOutOfInspection(context, id, { position: 99, answer: { kind: "rest" }, spans })).rejects.toMatchObject({ code: "bad-request" });
  });

  it("takes what was computed for it along when it is deleted", async () => {
    const { context } = temporary;
    expect((await readdir(context.settings.tracesFolder)).length).toBeGreaterThan(3);
    await deleteInspection(context, id);
    expect(await readdir(context.settings.tracesFolder)).toEqual([]);
    await expect(explainInspection(context, id, { position: 0, target: null, foil: null })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("expert statistics of a corpus", () => {
  const texts = Array.from({ length: 70 }, (_, i) => ({ id: String(i), domain: i % 2 ? "odd" : "even", text: `The capital of Denmark is Copenhagen, number ${i}.` }));

  it("count every text once, over several batches, and name the words they list", async () => {
    const { context } = temporary;
    const whole = await corpusExperts(context.engine, `${context.settings.modelsFolder}/${context.settings.defaultModel}`, texts);
    expect(whole).toMatchObject({ state: "complete", texts: 70, domains: [{ domain: "even", texts: 35 }, { domain: "odd", texts: 35 }] });
    for (const { selectionRate } of whole.layers) expect(selectionRate.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 9);
    expect(whole.layers[0]!.tokens.flat().length).toBeGreaterThan(0);
    const named = new Set(whole.names.map(({ id: name }) => name));
    for (const { id: listed } of whole.layers.flatMap(({ tokens }) => tokens.flat())) expect(named).toContain(listed);
  });

  it("stopped keep the texts that were counted, and say so", async () => {
    const { context } = temporary;
    const stop = new AbortController();
    const onEvent = (event: { type: string; done?: number }): void => {
      if (event.type === "work" && (event.done ?? 0) >= 40) stop.abort();
    };
    const part = await corpusExperts(context.engine, `${context.settings.modelsFolder}/${context.settings.defaultModel}`, texts, { signal: stop.signal, onEvent });
    expect(part.state).toBe("stopped");
    expect(part.texts).toBeGreaterThanOrEqual(40);
    expect(part.texts).toBeLessThan(70);
  });
});
