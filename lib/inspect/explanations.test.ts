import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { decodeTensor } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { readExplanation, readLensTensor } from "./explanations";
import { deleteInspection, readInspection } from "./library";
import { DEMO_MODEL } from "./settings";
import { startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";

let temporary: TemporaryContext;
let id: string;
let ids: number[];

beforeAll(async () => {
  temporary = await temporaryContext();
  const running = await startInspection(temporary.context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 4, capture: [] }));
  await running.finished;
  id = running.summary.id;
  const resource = await readInspection(temporary.context, id);
  if (resource.running) throw new Error("the run has not finished");
  ids = resource.detail.tokens.ids;
}, 60_000);
afterAll(() => temporary.remove());

const plain = { target: null, foil: null };
const files = async () => (await readdir(temporary.context.settings.tracesFolder)).filter((name) => name !== `${id}.safetensors`);

describe("an explanation of a kept inspection", () => {
  it("is evaluated once for all who ask, kept beside the trace, and speaks of the token that came next", async () => {
    const { context } = temporary;
    const evaluate = vi.spyOn(context.engine, "explain");
    const position = ids.length - 3;
    const [first, second] = await Promise.all([readExplanation(context, id, { position, ...plain }), readExplanation(context, id, { position, ...plain })]);
    expect(first.target.id).toBe(ids[position + 1]);
    expect(second).toEqual(first);
    expect(await readExplanation(context, id, { position, target: { id: first.target.id }, foil: null })).toEqual(first);
    expect(evaluate).toHaveBeenCalledOnce();
    evaluate.mockRestore();
    expect(await files()).toEqual([`${id}.why.${position}.${first.target.id}.none.json`]);
  });

  it("is made again where what was kept is damaged", async () => {
    const { context } = temporary;
    const position = ids.length - 3;
    const whole = await readExplanation(context, id, { position, ...plain });
    const file = path.join(context.settings.tracesFolder, (await files())[0] ?? "");
    await writeFile(file, (await readFile(file, "utf8")).slice(0, 100));
    expect(await readExplanation(context, id, { position, ...plain })).toEqual(whole);
  });

  it("keeps what a typed text led to, but not the note about the typing", async () => {
    const { context } = temporary;
    const position = ids.length - 4;
    const typed = await readExplanation(context, id, { position, target: { text: "a" }, foil: null });
    expect(typed.notes).toEqual([expect.stringContaining("without a space")]);
    expect(await readExplanation(context, id, { position, target: { id: typed.target.id }, foil: null })).toEqual({ ...typed, notes: [] });
  });

  it("is refused by name outside of the run and for text of several tokens", async () => {
    const { context } = temporary;
    await expect(readExplanation(context, id, { position: 99, ...plain })).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("99") as string });
    await expect(readExplanation(context, id, { position: 1, target: { text: "several words of it" }, foil: null })).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("one token") as string });
  });
});

describe("the lens of a kept inspection", () => {
  it("is evaluated once for all its tensors, sliced, named, and agrees with the explanation of one place", async () => {
    const { context } = temporary;
    const evaluate = vi.spyOn(context.engine, "explain");
    const read = async (name: string, slice = "") => {
      const { dtype, shape, bytes } = await readLensTensor(context, id, { target: ids.at(-1) ?? 0, foil: null }, name, slice);
      return { shape, data: decodeTensor(dtype, bytes) };
    };
    const position = ids.length - 3;
    const [first, ranks, tokens] = await Promise.all([read(tensorNames.lensIds, ":,:,0"), read(tensorNames.lensAskedRanks, `${position},:,0`), read(tensorNames.lensTokens)]);
    expect(evaluate).toHaveBeenCalledOnce();
    evaluate.mockRestore();
    const explanation = await readExplanation(context, id, { position, target: { id: ids.at(-1) ?? 0 }, foil: null });
    const layers = explanation.lens?.length ?? 0;
    expect(first.shape).toEqual([ids.length, layers]);
    expect([...first.data.slice(position * layers, (position + 1) * layers)]).toEqual(explanation.lens?.map(({ ids: kept }) => kept[0]));
    expect([...ranks.data]).toEqual(explanation.lens?.map(({ targetRank }) => targetRank));
    expect([...first.data].every((token) => tokens.data.includes(token))).toBe(true);
  });

  it("needs no token to ask about", async () => {
    const { shape } = await readLensTensor(temporary.context, id, { target: null, foil: null }, tensorNames.lensEntropy, "");
    expect(shape[0]).toBe(ids.length);
  });

  it("goes with the inspection, and so do its explanations", async () => {
    await deleteInspection(temporary.context, id);
    expect(await readdir(temporary.context.settings.tracesFolder)).toEqual([]);
  });
});
