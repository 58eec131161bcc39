import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Score, ScoreRequest } from "@/lib/domain/scored";
import { tensorClass } from "./model-facts";
import { Bench, demoModel } from "./testing/harness";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());

const signal = () => new AbortController().signal;
async function scores(requests: ScoreRequest[], oneByOne = false): Promise<Score[]> {
  return (await bench.worker.scoreUnits({ modelPath: demoModel, requests, oneByOne }, () => undefined, signal())).scores;
}
async function scoreOf<Kind extends Score["kind"]>(request: ScoreRequest & { kind: Kind }): Promise<Extract<Score, { kind: Kind }>> {
  const [score] = await scores([request]);
  if (score?.kind !== request.kind) throw new Error("another kind of score");
  return score as Extract<Score, { kind: Kind }>;
}
const total = (logprobs: readonly (number | null)[]) => logprobs.reduce<number>((sum, value) => sum + (value ?? NaN), 0);
const text = "The nurse said that she would come back soon.";

describe("scores of audit units", () => {
  it("of a text are those of the score job but for half precision, with the byte where each token ends", async () => {
    const score = await scoreOf({ kind: "text", text });
    const plain = await bench.worker.score({ modelPath: demoModel, texts: [{ id: "a", text }] }, () => undefined, signal());
    expect(score.logprobs).toHaveLength(plain.scores[0]!.tokenLogprobs.length);
    plain.scores[0]!.tokenLogprobs.forEach((logprob, i) => expect(score.logprobs[i]).toBeCloseTo(logprob!, 2));
    expect(score.ends.at(-1)).toBe(Buffer.byteLength(text));
    expect([...score.ends].sort((a, b) => a - b)).toEqual(score.ends);
  });

  it("of an option are the tokens of the whole text that lie behind the prompt", async () => {
    const prompt = "The nurse said that";
    const { options } = await scoreOf({ kind: "options", prompt, options: [" she would come back soon.", " he"] });
    const whole = await scoreOf({ kind: "text", text });
    const head = await scoreOf({ kind: "text", text: prompt });
    expect(options[0]?.tokens).toBe(whole.logprobs.length - head.logprobs.length);
    expect(options[0]?.logprob).toBeCloseTo(total(whole.logprobs) - total(head.logprobs), 9);
  });

  it("of words are those of options, whether they share the prompt's evaluation or not; a word that changes the prompt has none", async () => {
    const prompt = "The nurse said that";
    const words = [" he", " she", " they would"];
    const { sets } = await scoreOf({ kind: "targets", prompt, sets: { all: words, none: ["ever"] } });
    const { options } = await scoreOf({ kind: "options", prompt, options: words });
    expect(sets["all"]?.map(({ logprob }) => logprob)).toEqual(options.map(({ logprob }) => expect.closeTo(logprob, 9) as number));
    expect(sets["all"]?.map(({ tokens }) => tokens)).toEqual(options.map(({ tokens }) => tokens));
    const [she, he] = [sets["all"]?.[1]?.logprob ?? 0, sets["all"]?.[0]?.logprob ?? 0];
    expect(she).toBeGreaterThan(he);
    expect(Math.exp(she) + Math.exp(he)).toBeLessThanOrEqual(1);
  });

  it("of a divergence are 0 between equal prompts and within 0 and ln 2 between others, one a token", async () => {
    const { divergences } = await scoreOf({ kind: "divergence", prompts: ["The nurse", "The nurse"], continuation: " said that" });
    expect(divergences).toEqual([0, 0]);
    const differs = await scoreOf({ kind: "divergence", prompts: ["The nurse", "The mechanic"], continuation: " said that" });
    expect(differs.divergences.every((value) => value > 0 && value <= Math.LN2)).toBe(true);
  });

  it("repeat to the last bit, and hardly move with what else is in the call or its order", async () => {
    const requests: ScoreRequest[] = ["The nurse", "The mechanic is late", text, "A", "My plumber lost his keys at home."].map((line) => ({ kind: "text", text: line }));
    const together = await scores(requests);
    expect(await scores(requests)).toEqual(together);
    const flat = (list: Score[]) => list.flatMap((score) => (score.kind === "text" ? score.logprobs.map((value) => value ?? NaN) : []));
    const away = (list: Score[]) => Math.max(...flat(list).map((value, i) => Math.abs(value - (flat(together)[i] ?? NaN))));
    expect(away(await scores(requests, true))).toBeLessThan(1e-3);
    expect(away((await scores([...requests].reverse())).reverse())).toBeLessThan(1e-3);
  });

  it("of samples repeat with their seed and differ between seeds", async () => {
    const sample = (seed: number) => scoreOf({ kind: "sample", prompt: "Once upon a time there was a", tokens: 12, temperature: 1, seed });
    expect(await sample(1)).toEqual(await sample(1));
    expect((await sample(1)).text).not.toBe((await sample(2)).text);
  });

  it("refuse a text that is longer than the context, and stop when told", async () => {
    await expect(scores([{ kind: "text", text: "tree lamp river ".repeat(400) }])).rejects.toMatchObject({ code: "prompt-too-long" });
    const abort = new AbortController();
    abort.abort();
    await expect(bench.worker.scoreUnits({ modelPath: demoModel, requests: [{ kind: "text", text }] }, () => undefined, abort.signal)).rejects.toMatchObject({ code: "stopped" });
  });

  it.each<ScoreRequest>([
    { kind: "text", text },
    { kind: "sample", prompt: "Once", tokens: 4, temperature: 1, seed: 1 },
  ])("of a $kind are refused where the machine lacks the memory for them, though the model is loaded", async (request) => {
    await scores([request]);
    const left = vi.spyOn(process, "availableMemory").mockReturnValue(1_000);
    try {
      await expect(scores([request])).rejects.toMatchObject({ code: "model-too-large", message: expect.stringMatching(/^(Scoring|Sampling) needs about \d+ MiB of memory/) as string });
    } finally {
      left.mockRestore();
    }
  });
});

describe("facts of a model", () => {
  it("name the file by its hash, its tensors by class and type, and how scores are made", async () => {
    const facts = await bench.worker.modelFacts({ modelPath: demoModel }, () => undefined, signal());
    expect(facts).toMatchObject({ architecture: "deepseek2", quantisation: "F16", addsBos: true, engine: { kvType: "f16", flashAttention: true } });
    expect(facts.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(facts.tensorClasses["experts"]).toEqual({ F16: 15 });
    expect(facts.tensorClasses["other"]).toBeUndefined();
    expect(tensorClass("blk.3.ffn_down_shexp.weight")).toBe("shared experts");
  });
});
