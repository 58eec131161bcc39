import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fidelitySchema, type Fidelity } from "@/lib/domain/fidelity";
import { workplace, type Ended } from "./testing";

const { inFolder, put, vitrine, remove } = workplace(60_000);
const file = (quantisation: string): string => path.resolve(`models/demo/demo-${quantisation}.gguf`);
const texts = [
  { id: "capital", text: "The capital of Denmark is Copenhagen, and the capital of France is Paris." },
  { id: "story", text: "Once upon a time there was a little" },
];
const lines = (list: readonly object[]): string => put("texts.jsonl", list.map((text) => JSON.stringify(text)).join("\n"));
const measure = (against: string, source = lines(texts)): Promise<Ended> =>
  vitrine(["fidelity", "--model", file("f16"), "--against", against, "--in", source, "--generate", "8", "--out", inFolder("fidelity.json")]);
const result = (): Fidelity => fidelitySchema.parse(JSON.parse(readFileSync(inFolder("fidelity.json"), "utf8")));

afterAll(remove);

describe("vitrine fidelity", () => {
  it("finds nothing between a file and itself", async () => {
    expect(await measure(file("f16"))).toMatchObject({ code: 0, stderr: "" });
    const { summary } = result();
    expect(summary).toMatchObject({ texts: 2, kl: { mean: 0, largest: 0 }, topChanged: 0, diverged: 0, routing: { flips: 0 } });
    expect(summary.routing?.decisions).toBe(5 * summary.tokens);
  }, 120_000);

  it("finds coarser files farther away, and flips where margins are small first", async () => {
    expect(await measure(file("q8_0"))).toMatchObject({ code: 0, stderr: "" });
    const fine = result();
    expect(await measure(file("q4_0"))).toMatchObject({ code: 0, stderr: "" });
    const coarse = result();
    expect(fine.summary.kl.mean).toBeGreaterThan(0);
    expect(coarse.summary.kl.mean).toBeGreaterThan(fine.summary.kl.mean);
    expect(coarse.against.quantisation).toBe("Q4_0");
    expect(coarse.texts.map(({ id, kl, tokens }) => [id, kl.length === tokens])).toEqual([["capital", true], ["story", true]]);
    const { flipsByMargin, routing, leastCovered } = coarse.summary;
    expect(leastCovered).toBeGreaterThan(0.5);
    expect(leastCovered).toBeLessThan(1);
    expect(flipsByMargin.reduce((sum, { decisions }) => sum + decisions, 0)).toBe(routing?.decisions);
    expect(flipsByMargin.reduce((sum, { flips }) => sum + flips, 0)).toBe(routing?.flips);
    const share = ({ flips, decisions }: { flips: number; decisions: number }): number => flips / Math.max(1, decisions);
    expect(share(flipsByMargin.at(-1)!)).toBeLessThan(share(routing!));
  }, 120_000);

  it("names a line that cannot be evaluated, and refuses an empty file", async () => {
    const empty = await measure(file("q8_0"), lines([texts[0]!, { id: 2, text: "" }]));
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain("ine 2");
    expect((await measure(file("q8_0"), put("none.jsonl", ""))).code).toBe(1);
  }, 120_000);
});
