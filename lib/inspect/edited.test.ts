import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Edit } from "@/lib/domain/edit";
import { effectRequestSchema, elsewhereRequestSchema, type EffectRequestInput } from "@/lib/domain/effect";
import { inspectionRequestSchema, type InspectionDetail } from "@/lib/domain/inspection";
import { readEffect } from "./effect/effect";
import { readElsewhere } from "./effect/elsewhere";
import { readInspection, readTree } from "./library";
import type { RunningInspection } from "./running";
import { DEMO_MODEL } from "./settings";
import { branchInspection, editInspection, runAgain, startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";

let temporary: TemporaryContext;
let clean: InspectionDetail;

async function finished(running: RunningInspection): Promise<InspectionDetail> {
  await running.finished;
  const resource = await readInspection(temporary.context, running.summary.id);
  if (resource.running) throw new Error("the run has not finished");
  return resource.detail;
}

beforeAll(async () => {
  temporary = await temporaryContext();
  clean = await finished(await startInspection(temporary.context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 6 })));
}, 60_000);
afterAll(() => temporary.remove());

const off = (layer: number, expert: number): Edit => ({ kind: "expert-off", layer, expert, positions: "all" });
/** Every expert of a layer: whatever was chosen is off. */
const layerOff: Edit[] = [{ kind: "ffn-write-off", layer: 4, positions: "all" }];
const nothing: Edit[] = [{ kind: "residual-scale", layer: 2, positions: "all", factor: 1 }];
const names = async () => (await readdir(temporary.context.settings.tracesFolder)).sort();

describe("an edited run", () => {
  it("is an inspection of its own below the clean one, with its edits in request and manifest", async () => {
    const edited = await finished(await editInspection(temporary.context, clean.summary.id, { edits: layerOff }));
    expect(edited.summary).toMatchObject({ title: "Edited: The capital of France is", parentId: clean.summary.id, branchPosition: clean.manifest.promptTokens });
    expect(edited.request.edits).toEqual(layerOff);
    expect(edited.manifest.edits).toEqual(layerOff);
    const prompt = clean.manifest.promptTokens;
    expect(edited.tokens.ids.slice(0, prompt)).toEqual(clean.tokens.ids.slice(0, prompt));
    expect(edited.tokens.logprob.slice(2, prompt)).not.toEqual(clean.tokens.logprob.slice(2, prompt));

    const again = await finished(await runAgain(temporary.context, edited.summary.id));
    expect(again.traceSha256).toBe(edited.traceSha256);
    expect(again.summary.parentId).toBe(clean.summary.id);

    // Another list, tried out on the edited run, stands beside it.
    const other = await finished(await editInspection(temporary.context, edited.summary.id, { edits: [off(3, 5)] }));
    expect(other.summary).toMatchObject({ title: "Edited: The capital of France is", parentId: clean.summary.id });
    expect((await readTree(temporary.context, clean.summary.id)).length).toBe(4);
  });

  it("keeps its edits when it is branched, and the branch when that is run again", async () => {
    const edited = await finished(await editInspection(temporary.context, clean.summary.id, { edits: layerOff, position: 2 }));
    expect(edited.manifest).toMatchObject({ promptTokens: 3, forcedPositions: [] });
    expect(edited.tokens.ids.slice(0, 3)).toEqual(clean.tokens.ids.slice(0, 3));
    const branch = await finished(await branchInspection(temporary.context, edited.summary.id, { position: 5, token: 7 }));
    expect(branch.manifest).toMatchObject({ edits: layerOff, forcedPositions: [5] });
    expect((await finished(await runAgain(temporary.context, branch.summary.id))).traceSha256).toBe(branch.traceSha256);
  });

  it("takes values from another inspection by its id, and from nothing else", async () => {
    const { id } = clean.summary;
    const patch = (source: string): Edit => ({ kind: "residual-patch", layer: 2, positions: [1, 2], source });
    const patched = await finished(await editInspection(temporary.context, id, { edits: [patch(id)] }));
    expect(patched.manifest.edits).toMatchObject([{ source: `${id}.safetensors` }]);
    expect(patched.request.edits).toMatchObject([{ source: id }]);
    for (const source of ["../../etc/passwd", `${temporary.context.settings.tracesFolder}/${id}.safetensors`, "00000000-0000-4000-8000-000000000000", ""]) {
      const refusal = editInspection(temporary.context, id, { edits: [off(3, 5), patch(source)] });
      await expect(refusal, source).rejects.toMatchObject({ code: "bad-request", issues: [{ path: "edits.1.source" }] });
    }
    const direction = { plus: { source: id, position: 4 }, minus: { source: "elsewhere", position: 0 } };
    await expect(editInspection(temporary.context, id, { edits: [{ kind: "residual-add", layer: 2, positions: "all", factor: 1, direction }] })).rejects.toMatchObject({ issues: [{ path: "edits.0.direction.minus.source" }] });
  });

  it("is refused by name where the model has no such thing, and the engine goes on", async () => {
    for (const [edit, path, word] of [
      [off(99, 0), "edits.0.layer", "layer 99 does not exist"],
      [off(3, 999), "edits.0.expert", "expert 999 does not exist"],
      [{ kind: "head-off", layer: 0, head: 77, positions: "all" }, "edits.0.head", "head 77"],
      [{ kind: "ffn-write-off", layer: 1, positions: [500] }, "edits.0.positions", "position 500"],
    ] as [Edit, string, string][]) {
      const refusal = { code: "bad-request", message: expect.stringContaining(word) as string, issues: [expect.objectContaining({ path }) as object] };
      await expect(editInspection(temporary.context, clean.summary.id, { edits: [edit] })).rejects.toMatchObject(refusal);
      await expect(readEffect(temporary.context, clean.summary.id, effectRequestSchema.parse({ position: 3, edits: [edit] }))).rejects.toMatchObject(refusal);
    }
    expect((await finished(await runAgain(temporary.context, clean.summary.id))).tokens.ids).toEqual(clean.tokens.ids);
  });
});

describe("the effect of edits", () => {
  const place = () => clean.manifest.promptTokens;
  const ask = (patch: Partial<EffectRequestInput> & { edits: Edit[] }) => readEffect(temporary.context, clean.summary.id, effectRequestSchema.parse({ position: place() - 1, generate: 6, ...patch }));

  it("of an edit that changes nothing is exactly 0, for likely and for unlikely tokens", async () => {
    const unlikely = 11;
    const effect = await ask({ edits: nothing, foil: unlikely });
    expect(effect.target.id).toBe(clean.tokens.ids[place()]);
    expect(effect.target.edited).toEqual(effect.target.clean);
    expect(effect.foil?.edited).toEqual(effect.foil?.clean);
    expect(effect.continuation).toMatchObject({ firstDifferent: null, clean: clean.tokens.ids.slice(place()) });
    expect(effect.candidates.edited).toEqual(effect.candidates.clean);
    expect(effect.layers.every(({ routing, attention }) => (routing?.experts ?? []).length === 0 && (attention ?? []).every((value) => value === 0))).toBe(true);
    expect(effect.target.clean.logprob).toBeCloseTo(clean.tokens.logprob[place()] ?? NaN, 4);
    expect(effect.noise.pieces).toBeLessThan(0.01);
    expect(effect.noise.floor).toBe(Math.max(effect.noise.inspection ?? NaN, effect.noise.pieces ?? NaN));
  });

  it("is measured for tokens behind those that a run keeps, without a rank", async () => {
    const behind: number[] = [];
    for (let id = 1_000; id < 1_010; id++) {
      const { foil } = await ask({ edits: nothing, foil: id });
      expect(foil?.edited).toEqual(foil?.clean);
      if (foil && foil.clean.rank === null) behind.push(id);
    }
    expect(behind.length).toBeGreaterThan(0);
    const [id = 0] = behind;
    const { foil } = await ask({ edits: layerOff, foil: id });
    expect(foil?.edited.logprob).not.toBe(foil?.clean.logprob);
    expect(foil?.clean.logprob).toBeLessThan(-5);
  });

  it("has the noise of the edited run in its floor, which a nearly certain answer does not show in the clean run", async () => {
    const { noise, target } = await ask({ edits: layerOff });
    expect(target.clean.logprob).toBeGreaterThan(-0.01);
    expect(noise.pieces).toBeGreaterThan(noise.inspection ?? NaN);
    expect(noise.pieces).toBeLessThan(0.01);
  });

  it("is that of the edited inspection itself, and is evaluated once", async () => {
    const evaluate = vi.spyOn(temporary.context.engine, "inspect");
    const once = { edits: layerOff, generate: 5 };
    const [first, second] = await Promise.all([ask(once), ask(once)]);
    expect(evaluate).toHaveBeenCalledTimes(2);
    expect(second).toEqual(first);
    expect(await ask(once)).toEqual(first);
    expect(evaluate).toHaveBeenCalledTimes(2);
    evaluate.mockRestore();
    const edited = await finished(await editInspection(temporary.context, clean.summary.id, { edits: layerOff }));
    expect(first.continuation.edited).toEqual(edited.tokens.ids.slice(place(), place() + 5));
    const [best] = first.candidates.edited;
    expect(best?.logprob).toBeCloseTo(edited.tokens.logprob[place()] ?? NaN, 5);
    expect(first.layers.filter(({ attention }) => attention?.some((value) => value > 0)).map(({ layer }) => layer)).toEqual([5]);
    expect(first.names.map(({ id }) => id)).toEqual(expect.arrayContaining([first.target.id, ...first.continuation.edited]));
    expect((await names()).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("of what comes after the place is none", async () => {
    const effect = await ask({ position: 2, edits: [{ kind: "ffn-write-off", layer: 4, positions: [6] }], generate: 1 });
    expect(effect.target.edited).toEqual(effect.target.clean);
  });

  it("on an edited inspection has its noise from other pieces of the clean text", async () => {
    const edited = await finished(await editInspection(temporary.context, clean.summary.id, { edits: layerOff }));
    const effect = await readEffect(temporary.context, edited.summary.id, effectRequestSchema.parse({ position: place() - 1, edits: layerOff, generate: 4 }));
    expect(effect.noise).toEqual({ floor: effect.noise.pieces, inspection: null, pieces: expect.any(Number) as number });
    expect(effect.noise.pieces).toBeLessThan(0.01);
    expect(effect.target.id).toBe(clean.tokens.ids[place()]);
  });

  it("is refused outside of the text and the vocabulary", async () => {
    await expect(ask({ position: 999, edits: layerOff })).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("999") as string });
    await expect(ask({ target: 9_999_999, edits: layerOff })).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("9999999") as string });
  });
});

describe("the cost elsewhere", () => {
  const ask = (prompt: string, edits: Edit[]) => readElsewhere(temporary.context, clean.summary.id, elsewhereRequestSchema.parse({ prompt, edits }));

  it("is exactly 0 for an edit that changes nothing, and is evaluated once", async () => {
    const evaluate = vi.spyOn(temporary.context.engine, "inspect");
    const cost = await ask("The nurse said that", [{ kind: "residual-scale", layer: 2, positions: [1], factor: 1 }]);
    expect(cost.edited).toEqual(cost.clean);
    expect(cost.first).toEqual(cost.token);
    expect(cost.clean.rank).toBe(1);
    await ask("The nurse said that", nothing);
    expect(evaluate).toHaveBeenCalledTimes(2);
    evaluate.mockRestore();
  });

  it("is that of a run of the prompt with the edits at every position", async () => {
    const cost = await ask("The nurse said that", [{ kind: "ffn-write-off", layer: 4, positions: [0] }]);
    const run = await finished(await startInspection(temporary.context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The nurse said that", generate: 1, edits: layerOff })));
    expect(run.summary.title).toBe("Edited: The nurse said that");
    expect(cost.first.bytes).toBe(run.tokens.bytes.at(-1));
    expect(cost.edited.logprob).not.toBe(cost.clean.logprob);
  });

  it("is not asked of edits that are bound to one text, nor of an empty one", async () => {
    await expect(ask("The nurse", [{ kind: "attention-block", layer: "all", head: "all", from: 1, to: 2 }])).rejects.toMatchObject({ code: "bad-request" });
    await expect(ask(" \n", layerOff)).rejects.toMatchObject({ code: "prompt-empty" });
  });
});
