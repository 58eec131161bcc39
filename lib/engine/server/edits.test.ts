import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editListSchema, type Edit, type EditInput } from "@/lib/domain/edit";
import { tensorNames } from "@/lib/trace/names";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import type { ReferenceEdit } from "@/scripts/reference/edits";
import { forward, type ReferenceRun } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { at } from "@/scripts/reference/operations";
import { Bench, demoModel, largestGap, someTokens, tokenPrompt, type RecordedRun } from "./testing/harness";

const TOKENS = someTokens(20);
/** The last token's top logits stand in for the whole row; log-probabilities of the text for the rest. */
const FIGURES = [tensorNames.logprob, tensorNames.entropy, tensorNames.logSumExp, tensorNames.logitIds, tensorNames.logitValues];

/** All log-probabilities and logits of a run, to be compared to the last bit. */
async function figures(run: RecordedRun): Promise<string> {
  const parts = await Promise.all(FIGURES.map(async (name) => [...(await run.read(name))].join(" ")));
  return parts.join("\n");
}

/** log p(token | before) of the reference, from its second token on. */
function logprobs(run: ReferenceRun): number[] {
  return TOKENS.slice(1).map((id, i) => {
    const logits = run.logits[i] ?? new Float64Array();
    return at(logits, id) - Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
  });
}

const EXPERTS = Array.from({ length: 8 }, (_, expert) => expert);

type Plain = Exclude<Edit, { kind: "head-mean" | "residual-add" | "residual-patch" }>;
/** Those that the reference takes as they are. */
const isPlain = (edit: Edit): edit is Plain => edit.kind !== "head-mean" && edit.kind !== "residual-add" && edit.kind !== "residual-patch";

describe("edits of the demo model in float32", () => {
  let bench: Bench;
  let reference: ReferenceModel;
  let modelPath: string;
  let clean: RecordedRun;
  let cleanReference: ReferenceRun;
  const inspect = (edits: EditInput[], tokens = TOKENS): Promise<RecordedRun> => bench.inspect({ modelPath, prompt: tokenPrompt(tokens), edits: editListSchema.parse(edits) });
  const chosen = (layer: number, position: number): number[] => cleanReference.routing[layer]?.[position]?.experts ?? [];
  /** The expert that most tokens choose. */
  const favourite = (layer: number): number => {
    const counts = new Map<number, number>();
    for (const expert of TOKENS.flatMap((_, i) => chosen(layer, i))) counts.set(expert, (counts.get(expert) ?? 0) + 1);
    return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  };

  beforeAll(async () => {
    // Decodes of 8 tokens: the text comes in three pieces, so that positions are not rows.
    bench = await Bench.open({ microBatchTokens: 8 });
    modelPath = path.join(bench.folder, "demo-f32.gguf");
    await widenToFloat32(demoModel, modelPath);
    reference = new ReferenceModel(modelPath);
    clean = await inspect([]);
    cleanReference = forward(reference, TOKENS);
  }, 60_000);
  afterAll(() => bench?.close());

  /** Log-probabilities within 1e-3 of the reference with the same edit, and far from those without it. */
  async function agree(edits: EditInput[], ours: ReferenceEdit[]): Promise<RecordedRun> {
    const run = await inspect(edits);
    const expected = logprobs(forward(reference, TOKENS, ours));
    expect(largestGap((await run.read(tensorNames.logprob)).slice(1), expected)).toBeLessThan(1e-3);
    expect(largestGap(expected, logprobs(cleanReference))).toBeGreaterThan(1e-2);
    return run;
  }
  const agreeOn = (edits: EditInput[]): Promise<RecordedRun> => agree(edits, editListSchema.parse(edits).filter(isPlain));
  /** Changes nothing: equal to the clean run to the last bit. */
  const changeNothing = async (edits: EditInput[]): Promise<void> => expect(await figures(await inspect(edits))).toBe(await figures(clean));
  const unchosen = (layer: number, position: number): number => EXPERTS.find((expert) => !chosen(layer, position).includes(expert))!;

  test("an expert off", async () => {
    await agreeOn([{ kind: "expert-off", layer: 2, expert: favourite(2) }]);
    const run = await agreeOn([{ kind: "expert-off", layer: 1, expert: chosen(1, 11)[0]!, positions: [11] }]);
    expect((await run.read(tensorNames.routerWeights(1)))[2 * 11]).toBe(0);
  });

  test("a head off", async () => {
    await agreeOn([{ kind: "head-off", layer: 1, head: 3 }]);
    await agreeOn([{ kind: "head-off", layer: 0, head: 0, positions: [0, 9] }, { kind: "head-off", layer: 4, head: 5 }]);
  });

  test("an expert re-routed: the next best takes its place", async () => {
    const expert = favourite(2);
    const run = await agreeOn([{ kind: "expert-reroute", layer: 2, expert }]);
    expect([...(await run.read(tensorNames.routerExperts(2)))]).not.toContain(expert);
    await agreeOn([{ kind: "expert-reroute", layer: 1, expert: chosen(1, 9)[0]!, positions: [9] }, { kind: "expert-reroute", layer: 1, expert: chosen(1, 9)[1]!, positions: [9, 10] }]);
  });

  test("an expert forced", async () => {
    const expert = unchosen(3, 10);
    const run = await agreeOn([{ kind: "expert-force", layer: 3, expert }]);
    const experts = await run.read(tensorNames.routerExperts(3));
    for (let i = 0; i < TOKENS.length; i++) expect([experts[2 * i], experts[2 * i + 1]]).toContain(expert);
    await agreeOn([{ kind: "expert-force", layer: 2, expert: unchosen(2, 8), positions: [8] }, { kind: "expert-force", layer: 2, expert: chosen(2, 8)[1]!, positions: [8] }]);
  });

  test("a head at its mean over the text", async () => {
    const outputs = cleanReference.heads[2]!;
    const size = outputs[0]!.length / 6;
    const mean = Float64Array.from({ length: size }, (_, n) => outputs.reduce((sum, z) => sum + at(z, 4 * size + n), 0) / outputs.length);
    const edit = { kind: "head-mean", layer: 2, head: 4 } as const;
    await agree([edit], [{ ...edit, positions: "all", mean }]);
  });

  test("an edge of attention blocked, for one head, one layer or all; the others of the row share its weight", async () => {
    const run = await agreeOn([{ kind: "attention-block", layer: 1, from: 0, to: "all" }]);
    const attention = await run.read(tensorNames.attention(1));
    for (let i = 0; i < TOKENS.length; i++) {
      const row = Array.from(attention.slice(i * TOKENS.length, (i + 1) * TOKENS.length));
      expect(row[0]).toBe(i === 0 ? 1 : 0);
      expect(Math.abs(row.reduce((a, b) => a + b) - 1)).toBeLessThan(5e-3);
    }
    await agreeOn([{ kind: "attention-block", layer: 0, head: 2, from: 0, to: "all" }, { kind: "attention-block", layer: 3, head: 1, from: 0, to: 9 }]);
    await agreeOn([{ kind: "attention-block", from: 9, to: 9 }, { kind: "attention-block", from: 0, to: 17 }]);
  });

  test("what attention or a feed-forward writes, off", async () => {
    await agreeOn([{ kind: "attention-write-off", layer: 5 }]);
    await agreeOn([{ kind: "attention-write-off", layer: 1, positions: [7, 8, 16] }]);
    await agreeOn([{ kind: "ffn-write-off", layer: 0, positions: [12] }]);
    await agreeOn([{ kind: "ffn-write-off", layer: 3 }]);
  });

  test("the residual stream scaled", async () => {
    await agreeOn([{ kind: "residual-scale", layer: 2, factor: 0.5, positions: [3, 13] }]);
    await agreeOn([{ kind: "residual-scale", layer: 0, factor: -1.5 }, { kind: "residual-scale", layer: 4, factor: 2 }]);
  });

  test("the residual stream moved along a token's row of the output matrix, or the difference of two recorded residuals", async () => {
    const width = reference.shape.width;
    const vector = Float64Array.from(reference.output.slice(700 * width, 701 * width));
    await agree([{ kind: "residual-add", layer: 3, direction: { token: 700 }, factor: 40 }], [{ kind: "residual-add", layer: 3, positions: "all", factor: 40, vector }]);
    const side = (position: number): { source: string; position: number } => ({ source: clean.path, position });
    const difference = cleanReference.residual[1]![4]!.map((value, d) => value - at(cleanReference.residual[1]![15]!, d));
    await agree([{ kind: "residual-add", layer: 1, direction: { plus: side(4), minus: side(15) }, positions: [10] }], [{ kind: "residual-add", layer: 1, positions: [10], factor: 1, vector: difference }]);
  });

  test("the residual stream of another run, at chosen positions", async () => {
    const other = someTokens(40).slice(20);
    const source = await inspect([], other);
    const vectors: Float64Array[] = [];
    const theirs = forward(reference, other).residual[2]!;
    vectors[6] = theirs[9]!;
    vectors[18] = theirs[3]!;
    const run = await agree([{ kind: "residual-patch", layer: 2, positions: [6, 18], sourcePositions: [9, 3], source: source.path }], [{ kind: "residual-patch", layer: 2, vectors }]);
    expect(run.outcome.manifest.edits).toEqual([
      { kind: "residual-patch", layer: 2, positions: [6, 18], sourcePositions: [9, 3], source: path.basename(source.path), sha256: source.outcome.traceSha256 },
    ]);
  });

  test("of several kinds together", async () => {
    await agreeOn([
      { kind: "expert-off", layer: 4, expert: favourite(4) },
      { kind: "head-off", layer: 2, head: 0, positions: [5, 14] },
      { kind: "attention-block", from: 0, to: "all", head: 3 },
      { kind: "residual-scale", layer: 1, factor: 0.9 },
      { kind: "ffn-write-off", layer: 2, positions: [1] },
    ]);
  });

  test("that patch the last layer at every position give the other text's predictions exactly", async () => {
    const other = someTokens(40).slice(20);
    const source = await inspect([], other);
    const patched = await inspect([{ kind: "residual-patch", layer: 5, source: source.path }]);
    for (const name of [tensorNames.entropy, tensorNames.logSumExp, tensorNames.logitIds, tensorNames.logitValues]) expect(await patched.read(name)).toEqual(await source.read(name));
  });

  test("that change nothing give exactly the same figures", async () => {
    const chosenAtNine = chosen(2, 9)[0]!;
    await changeNothing([{ kind: "expert-off", layer: 2, expert: unchosen(2, 9), positions: [9] }]);
    await changeNothing([{ kind: "expert-reroute", layer: 2, expert: unchosen(2, 9), positions: [9] }]);
    await changeNothing([{ kind: "expert-force", layer: 2, expert: chosenAtNine, positions: [9] }]);
    await changeNothing([{ kind: "residual-scale", layer: 3, factor: 1 }]);
    await changeNothing([{ kind: "residual-add", layer: 3, direction: { token: 5 }, factor: 0 }]);
    await changeNothing([{ kind: "residual-patch", layer: 3, source: clean.path }]);
    const one = [TOKENS[3]!];
    expect(await figures(await inspect([{ kind: "head-mean", layer: 2, head: 1 }], one))).toBe(await figures(await inspect([], one)));
  });

  test("leave the model as it was for the next run, and a generation follows them", async () => {
    const story = { kind: "text", text: "Once upon a time there was a little", mode: "completion" } as const;
    const plain = await bench.inspect({ modelPath, prompt: story, generate: 12, edits: [] });
    const edited = await bench.inspect({ modelPath, prompt: story, generate: 12, edits: editListSchema.parse([{ kind: "ffn-write-off", layer: 4 }]) });
    const again = await bench.inspect({ modelPath, prompt: story, generate: 12, edits: [] });
    expect(again.outcome.traceSha256).toBe(plain.outcome.traceSha256);
    expect([...(await edited.read(tensorNames.tokens))]).not.toEqual([...(await plain.read(tensorNames.tokens))]);
    const expected = forward(reference, [...(await edited.read(tensorNames.tokens))], [{ kind: "ffn-write-off", layer: 4, positions: "all" }]);
    const sums = expected.logits.map((logits) => Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)));
    expect(largestGap(await edited.read(tensorNames.logSumExp), sums)).toBeLessThan(2e-3);
  });

  test("that make the residual stream infinite are reported, and the engine goes on", async () => {
    await expect(inspect([{ kind: "residual-scale", layer: 2, factor: 3e38, positions: [9] }])).rejects.toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("infinite after layer 2 at position 9") as unknown,
    });
    await changeNothing([]);
  });

  test.each<[string, EditInput, string]>([
    ["a layer that is not there", { kind: "head-off", layer: 6, head: 0 }, "layer 6 does not exist"],
    ["an expert that is not there", { kind: "expert-off", layer: 1, expert: 99 }, "expert 99 does not exist"],
    ["a position behind the text", { kind: "ffn-write-off", layer: 1, positions: [20] }, "position 20 lies behind the text"],
    ["a source that is not there", { kind: "residual-patch", layer: 1, source: "/nowhere/a.safetensors" }, "not there"],
  ])("are refused by name for %s", async (_, edit, message) => {
    await expect(inspect([edit])).rejects.toThrow(message);
  });

  test("are refused for a source of another model, of other content, or with fewer tokens", async () => {
    const shipped = await bench.inspect({ prompt: tokenPrompt(TOKENS) });
    await expect(inspect([{ kind: "residual-patch", layer: 1, source: shipped.path }])).rejects.toThrow("was recorded with another model, “demo-f16.gguf”");
    await expect(inspect([{ kind: "residual-patch", layer: 1, source: clean.path, sha256: "0".repeat(64) }])).rejects.toThrow("is not the file that was meant");
    await expect(inspect([{ kind: "residual-patch", layer: 1, source: clean.path, positions: [1], sourcePositions: [20] }])).rejects.toThrow("has 20 tokens, so none at position 20");
  });
});

describe("hooks", () => {
  test("without edits do not change logits at all", async () => {
    const bench = await Bench.open();
    const [bare, hooked] = [await bench.inspect({ prompt: tokenPrompt(TOKENS), capture: ["logits"], edits: [] }), await bench.inspect({ prompt: tokenPrompt(TOKENS), edits: [] })];
    expect(await figures(hooked)).toBe(await figures(bare));
    expect(bare.outcome.manifest).not.toHaveProperty("edits");
    await bench.close();
  });
});
