import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editListSchema, type Edit, type EditInput } from "@/lib/domain/edit";
import type { SweepJob, SweepOutcome, SweepVariant, SweptPatch } from "@/lib/engine/engine";
import { tensorNames } from "@/lib/trace/names";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import type { ReferenceEdit } from "@/scripts/reference/edits";
import { forward, type ReferenceRun } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { at } from "@/scripts/reference/operations";
import { Bench, demoModel, someTokens, tokenPrompt } from "./testing/harness";

const TOKENS = someTokens(20);
const OTHER = someTokens(40).slice(20);
const LAST = TOKENS.length - 1;
const [TARGET, FOIL] = [400, 700];
const variantsOf = (...lists: EditInput[][]): SweepVariant[] => lists.map((edits) => ({ edits: editListSchema.parse(edits) }));

/** log p(id) after the last token. */
function logprobAfter(run: ReferenceRun, id: number): number {
  const logits = run.logits.at(-1) ?? new Float64Array();
  return at(logits, id) - Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
}

describe("a sweep over the demo model in float32", () => {
  let bench: Bench;
  let modelPath: string;
  let reference: ReferenceModel;
  let clean: ReferenceRun;
  let other: ReferenceRun;
  beforeAll(async () => {
    // Decodes of 8 tokens: the text comes in three pieces, so that positions are not rows.
    bench = await Bench.open({ microBatchTokens: 8 });
    modelPath = path.join(bench.folder, "demo-f32.gguf");
    await widenToFloat32(demoModel, modelPath);
    reference = new ReferenceModel(modelPath);
    clean = forward(reference, TOKENS);
    other = forward(reference, OTHER);
  }, 60_000);
  afterAll(() => bench?.close());

  const sweep = (job: Partial<SweepJob>, onEvent: Parameters<Bench["worker"]["sweep"]>[1] = () => undefined, signal = new AbortController().signal): Promise<SweepOutcome> =>
    bench.worker.sweep({ modelPath, tokens: TOKENS, target: TARGET, foil: FOIL, source: null, variants: [], ...job }, onEvent, signal);

  /** Each variant's change of log p(target) and log p(foil) within 1e-3 of the reference's. */
  async function agree(job: Partial<SweepJob>, ours: ReferenceEdit[][]): Promise<SweepOutcome> {
    const outcome = await sweep(job);
    expect(Math.abs(outcome.clean.logprob - logprobAfter(clean, TARGET))).toBeLessThan(1e-3);
    ours.forEach((edits, i) => {
      const edited = forward(reference, TOKENS, edits);
      expect(Math.abs(outcome.variants[i]!.delta - (logprobAfter(edited, TARGET) - logprobAfter(clean, TARGET)))).toBeLessThan(1e-3);
      expect(Math.abs(outcome.variants[i]!.foilDelta! - (logprobAfter(edited, FOIL) - logprobAfter(clean, FOIL)))).toBeLessThan(1e-3);
    });
    expect(outcome.noiseFloor).toBeLessThan(1e-3);
    return outcome;
  }
  const chosen = (layer: number, position: number): number[] => clean.routing[layer]?.[position]?.experts ?? [];

  test("agrees with an independent implementation for each change by itself, whatever the order and the positions", async () => {
    const edits: Exclude<Edit, { kind: "head-mean" | "residual-add" | "residual-patch" }>[] = [
      { kind: "expert-off", layer: 3, expert: chosen(3, LAST)[0]!, positions: [LAST] },
      { kind: "ffn-write-off", layer: 1, positions: [4] },
      { kind: "expert-reroute", layer: 2, expert: chosen(2, LAST)[0]!, positions: [LAST] },
      { kind: "head-off", layer: 2, head: 1, positions: "all" },
      { kind: "attention-write-off", layer: 4, positions: [11] },
      { kind: "attention-block", layer: 1, head: "all", from: 5, to: "all" },
      { kind: "head-off", layer: 4, head: 2, positions: [LAST] },
    ];
    await agree({ variants: edits.map((edit) => ({ edits: [edit] })) }, edits.map((edit) => [edit]));
  });

  test("takes means of heads from the text without edits", async () => {
    const outputs = clean.heads[2]!;
    const size = outputs[0]!.length / 6;
    const mean = Float64Array.from({ length: size }, (_, n) => outputs.reduce((sum, z) => sum + at(z, 4 * size + n), 0) / outputs.length);
    const edit = { kind: "head-mean", layer: 2, head: 4, positions: [LAST] } as const;
    await agree({ variants: variantsOf([{ ...edit, positions: [LAST] }]) }, [[{ ...edit, positions: [LAST], mean }]]);
  });

  test("patches the residual stream, and what attention and feed-forward add to it, with another text’s", async () => {
    const added = (upper: Float64Array, lower: Float64Array): Float64Array => upper.map((value, d) => value - at(lower, d));
    const at2 = <T>(rows: T[][], layer: number, position: number): T => rows[layer]![position]!;
    const patches: SweptPatch[] = [
      { part: "residual", layer: 2, position: 6, sourcePosition: 9 },
      { part: "attention", layer: 3, position: LAST, sourcePosition: 7 },
      { part: "ffn", layer: 1, position: 12, sourcePosition: 12 },
    ];
    const vectors = [
      at2(other.residual, 2, 9),
      added(at2(other.between, 3, 7), at2(other.residual, 2, 7)),
      added(at2(other.residual, 1, 12), at2(other.between, 1, 12)),
    ];
    const kinds = ["residual-patch", "attention-write-patch", "ffn-write-patch"] as const;
    const ours = patches.map(({ layer, position }, i): ReferenceEdit[] => {
      const list: (Float64Array | undefined)[] = [];
      list[position] = vectors[i];
      return [{ kind: kinds[i]!, layer, vectors: list }];
    });
    const outcome = await agree({ source: OTHER, variants: patches.map((patch) => ({ patches: [patch] })) }, ours);
    expect(Math.abs(outcome.source!.logprob - logprobAfter(other, TARGET))).toBeLessThan(1e-3);
  });

  test("gives exactly the other text’s prediction when everything is patched", async () => {
    const everything = OTHER.map((_, position): SweptPatch => ({ part: "residual", layer: 5, position, sourcePosition: position }));
    const { clean: before, source, variants } = await sweep({ source: OTHER, variants: [{ patches: everything }] });
    expect(before.logprob + variants[0]!.delta).toBeCloseTo(source!.logprob, 12);
    expect(before.logprob).not.toBeCloseTo(source!.logprob, 1);
  });

  test("equals single edited runs where the whole text is evaluated again", async () => {
    const everywhere: EditInput[][] = [[{ kind: "head-off", layer: 1, head: 3 }], [{ kind: "expert-off", layer: 2, expert: chosen(2, 5)[0]! }], [{ kind: "ffn-write-off", layer: 3 }]];
    const [target] = TOKENS.slice(-1);
    const tokens = TOKENS.slice(0, -1);
    const outcome = await sweep({ tokens, target: target!, foil: null, variants: variantsOf(...everywhere) });
    for (const [i, edits] of everywhere.entries()) {
      const run = await bench.inspect({ modelPath, prompt: tokenPrompt(TOKENS), edits: editListSchema.parse(edits) });
      const logprob = (await run.read(tensorNames.logprob))[LAST]!;
      expect(Math.abs(outcome.clean.logprob + outcome.variants[i]!.delta - logprob)).toBeLessThan(1e-5);
    }
  });

  test("finds exactly 0 for what changes nothing, also behind others that change much", async () => {
    const unchosen = [0, 1, 2, 3, 4, 5, 6, 7].find((expert) => !chosen(2, LAST).includes(expert))!;
    const { variants } = await sweep({
      source: TOKENS,
      variants: [
        ...variantsOf([{ kind: "residual-scale", layer: 0, factor: -2, positions: [10] }], [{ kind: "expert-off", layer: 2, expert: unchosen, positions: [LAST] }], [{ kind: "residual-scale", layer: 3, factor: 1 }], [{ kind: "residual-scale", layer: 3, factor: 1, positions: [8] }]),
        { edits: [] },
        { patches: TOKENS.map((_, position) => ({ part: "ffn", layer: 2, position, sourcePosition: position })) },
      ],
    });
    expect(Math.abs(variants[0]!.delta)).toBeGreaterThan(0.01);
    for (const variant of variants.slice(1)) expect(variant).toMatchObject({ delta: 0, foilDelta: 0 });
  });

  test("measures the change on top of edits that are in force anyway", async () => {
    const edits: Edit[] = [{ kind: "ffn-write-off", layer: 1, positions: "all" }];
    const more: Edit = { kind: "head-off", layer: 3, head: 0, positions: [LAST] };
    const { clean: before, variants } = await sweep({ madeWith: { edits, given: TOKENS.length }, variants: [{ edits: [more] }] });
    const [base, both] = [forward(reference, TOKENS, [edits[0] as ReferenceEdit]), forward(reference, TOKENS, [edits[0] as ReferenceEdit, more])];
    expect(Math.abs(before.logprob - logprobAfter(base, TARGET))).toBeLessThan(1e-3);
    expect(Math.abs(variants[0]!.delta - (logprobAfter(both, TARGET) - logprobAfter(base, TARGET)))).toBeLessThan(1e-3);
  });

  test("takes the likeliest token for the target where none is given", async () => {
    const outcome = await sweep({ target: null, foil: null, variants: variantsOf([{ kind: "ffn-write-off", layer: 4 }]) });
    const logits = clean.logits[LAST]!;
    expect(outcome.target).toBe(logits.indexOf(Math.max(...logits)));
    expect(outcome.first).toBe(outcome.target);
  });

  test("that is stopped keeps what was measured", async () => {
    const stop = new AbortController();
    const variants = variantsOf(...Array.from({ length: 200 }, (_, i): EditInput[] => [{ kind: "head-off", layer: i % 6, head: 0 }]));
    const outcome = await sweep({ variants }, (event) => event.type === "work" && event.done >= 3 && stop.abort(), stop.signal);
    expect(outcome.state).toBe("stopped");
    const measured = outcome.variants.filter((variant) => variant !== null);
    expect(measured.length).toBeGreaterThanOrEqual(3);
    expect(measured.length).toBeLessThan(200);
  });

  test.each<[string, Partial<SweepJob>, string]>([
    ["an expert that is not there", { variants: variantsOf([{ kind: "expert-off", layer: 1, expert: 99 }]) }, "expert 99 does not exist"],
    ["a patch without a source", { variants: [{ patches: [{ part: "ffn", layer: 1, position: 1, sourcePosition: 1 }] }] }, "needs a source text"],
    ["a position that the source lacks", { source: [0, 300], variants: [{ patches: [{ part: "ffn", layer: 1, position: 1, sourcePosition: 2 }] }] }, "the source has positions 0 to 1"],
    ["a layer that is not there", { source: OTHER, variants: [{ patches: [{ part: "residual", layer: 6, position: 1, sourcePosition: 1 }] }] }, "Layer 6 cannot be patched"],
    ["the target as its own foil", { foil: TARGET }, "choose two different tokens"],
    ["a token that is not there", { target: 1e6 }, "does not exist"],
    ["what makes the residual stream infinite", { variants: variantsOf([{ kind: "residual-scale", layer: 2, factor: 3e38, positions: [9] }]) }, "infinite after layer 2 at position 9"],
    ["no text", { tokens: [] }, "no text"],
  ])("is refused by name for %s, and the engine goes on", async (_, job, message) => {
    await expect(sweep(job)).rejects.toThrow(message);
    expect((await sweep({ variants: [{ edits: [] }] })).variants).toEqual([{ delta: 0, foilDelta: 0, first: expect.any(Number) as unknown }]);
  });
});

test("the noise floor of a sweep is that of an edited prediction, also where the clean one is sure of its token", async () => {
  const bench = await Bench.open();
  const ids = (await bench.worker.tokenize({ modelPath: demoModel, prompt: { kind: "text", text: "The capital of France is", mode: "completion" } }, () => undefined, new AbortController().signal)).ids;
  const edits = editListSchema.parse([{ kind: "ffn-write-off", layer: 4, positions: [ids.length - 1] }]);
  const sweep = (variants: SweepVariant[]): Promise<SweepOutcome> =>
    bench.worker.sweep({ modelPath: demoModel, tokens: ids, target: null, foil: null, source: null, variants }, () => undefined, new AbortController().signal);
  const [nothing, something] = [await sweep([{ edits: [] }]), await sweep([{ edits }])];
  expect(Math.exp(nothing.clean.logprob)).toBeGreaterThan(0.99);
  expect(something.noiseFloor).toBeGreaterThan(nothing.noiseFloor);
  const whole = await bench.inspect({ prompt: tokenPrompt([...ids, something.target]), edits });
  const single = (await whole.read(tensorNames.logprob))[ids.length] ?? NaN;
  expect(Math.abs(something.clean.logprob + something.variants[0]!.delta - single)).toBeLessThan(something.noiseFloor * 1.5 + 1e-6);
  await bench.close();
});

test("a sweep of a quantised file, in batches of its own size, equals single runs within the noise floor", async () => {
  const bench = await Bench.open();
  const modelPath = demoModel.replace("f16", "q4_0");
  const tokens = someTokens(60);
  const edits = editListSchema.parse([{ kind: "head-off", layer: 3, head: 1, positions: [58] }]);
  const outcome = await bench.worker.sweep({ modelPath, tokens: tokens.slice(0, -1), target: tokens.at(-1)!, foil: null, source: null, variants: [{ edits }] }, () => undefined, new AbortController().signal);
  const [before, after] = [await bench.inspect({ modelPath, prompt: tokenPrompt(tokens), edits: [] }), await bench.inspect({ modelPath, prompt: tokenPrompt(tokens), edits })];
  const logprob = async (run: typeof before): Promise<number> => (await run.read(tensorNames.logprob))[59]!;
  expect(Math.abs(outcome.clean.logprob - (await logprob(before)))).toBeLessThan(1e-5);
  expect(Math.abs(outcome.variants[0]!.delta - ((await logprob(after)) - (await logprob(before))))).toBeLessThan(2e-2);
  await bench.close();
});
