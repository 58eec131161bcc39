import { readdir, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import type { InspectContext } from "../context";
import { deleteInspection, renameInspection } from "../library";
import { DEMO_MODEL } from "../settings";
import { branchInspection, startInspection } from "../start";
import { temporaryContext } from "../testing";
import { comparisonPath, sweepTraceFiles, tracePath } from "../trace-files";
import { compareInspections, wordingOfInspections } from "./comparisons";

let context: InspectContext;
let remove: (() => Promise<void>) | undefined;
const GONE = "00000000-0000-4000-8000-000000000000";

async function run(prompt: string, patch: object = {}): Promise<string> {
  const running = await startInspection(context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt, generate: 3, ...patch }));
  await running.finished;
  return running.summary.id;
}

beforeAll(async () => {
  ({ context, remove } = await temporaryContext());
}, 60_000);
afterAll(() => remove?.());

describe("two kept inspections side by side", () => {
  it("are compared once, under their titles of now, and the figures go with either of them", { timeout: 60_000 }, async () => {
    const [a, b] = [await run("The cat saw the dog, and the dog saw the cat."), await run("The cat saw the man, and the man saw the cat.")];
    const comparison = await compareInspections(context, a, b);
    expect(comparison.a.fileName).toBe("The cat saw the dog, and the dog saw the cat.");
    expect(comparison.differs.map(({ about, name }) => `${about}: ${name}`)).toEqual(["prompt: prompt"]);
    expect(comparison.sameVocabulary).toBe(true);
    // Words stand twice, so there is a placebo; and before the first difference nothing counts.
    const controls = comparison.layers.flatMap(({ routing }) => (routing?.control ? [routing.control] : []));
    expect(controls).toHaveLength(5);
    const from = comparison.pairs.findIndex(({ a: ours, b: theirs, same }) => !same || ours !== theirs);
    for (const { pairs, aligned, sameToken, shifted } of controls) {
      expect(pairs).toBe(comparison.pairs.length - from);
      expect(sameToken?.pairs).toBeGreaterThan(0);
      for (const share of [aligned, sameToken?.aligned, sameToken?.elsewhere, shifted?.mean]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
    await renameInspection(context, a, "Renamed");
    expect(await compareInspections(context, a, b)).toEqual({ ...comparison, a: { ...comparison.a, fileName: "Renamed" } });

    // A damaged file is made again.
    await writeFile(comparisonPath(context.settings, a, b), "{");
    expect((await compareInspections(context, a, b)).pairs).toEqual(comparison.pairs);
    await deleteInspection(context, b);
    expect((await readdir(context.settings.tracesFolder)).filter((name) => name.includes(b))).toEqual([]);
    await expect(compareInspections(context, a, b)).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining("Inspection b") as string });
  });

  it("tell of a branch's forced token and of settings that were others", { timeout: 60_000 }, async () => {
    const a = await run("The capital of France is", { generate: 4 });
    const branch = await branchInspection(context, a, { position: 5, token: 300 });
    await branch.finished;
    const { differs, firstDifferentToken } = await compareInspections(context, a, branch.summary.id);
    expect(differs.map(({ name }) => name)).toContain("tokens forced by a branch");
    expect(firstDifferentToken).toBe(5);
    const hot = await run("The capital of France is", { generate: 4, sampling: { temperature: 1.5, seed: 9 } });
    expect((await compareInspections(context, a, hot)).differs).toEqual([
      { about: "writing", name: "temperature", a: "0", b: "1.5" },
      { about: "writing", name: "seed", a: "not used", b: "9" },
    ]);
  });

  it("name the one that is gone, or whose trace is", { timeout: 60_000 }, async () => {
    const a = await run("Once upon a time");
    await expect(compareInspections(context, GONE, a)).rejects.toMatchObject({ message: expect.stringContaining("Inspection a") as string });
    const b = await run("Once upon a day");
    await rm(tracePath(context.settings, b));
    await expect(compareInspections(context, a, b)).rejects.toMatchObject({ code: "not-found", message: expect.stringMatching(/^Inspection b: The trace file/) as string });
  });

  it("are set beside other words in the same places, once", { timeout: 60_000 }, async () => {
    const prompt = (word: string): string => `The nurse said that the ${word} was late, and the ${word} said that the nurse was early.`;
    const [a, b] = [await run(prompt("doctor")), await run(prompt("driver"))];
    const control = await wordingOfInspections(context, a, b);
    const comparison = await compareInspections(context, a, b);
    const prompted = comparison.pairs.slice(0, comparison.a.promptTokens);
    expect(control.changed).toEqual(prompted.flatMap(({ same, a: position }) => (same ? [] : [position])));
    expect(control.changed).toHaveLength(2);
    const counted = prompted.flatMap(({ same }, i) => (same && i > (control.changed[0] ?? NaN) ? [i] : []));
    expect(control.tokens).toBe(counted.length);
    expect(control.drawn).toHaveLength(19);
    expect(control.p).toBeCloseTo((1 + control.drawn.filter((share) => share <= control.aligned).length) / 20, 12);
    // The recorded runs were computed with other settings, which may flip a decision that was all but equal.
    for (const { layer, aligned } of control.layers) {
      const recorded = comparison.layers[layer]?.routing?.jaccard ?? [];
      expect(Math.abs(aligned - counted.reduce((sum, i) => sum + (recorded[i] ?? NaN), 0) / counted.length)).toBeLessThan(0.1);
    }
    expect(control.layers.map(({ layer }) => layer)).toEqual([1, 2, 3, 4, 5]);
    expect(await wordingOfInspections(context, a, b)).toEqual(control);
    await deleteInspection(context, b);
    expect((await readdir(context.settings.tracesFolder)).filter((name) => name.includes(b))).toEqual([]);
  });

  it("have no other words where the prompts are alike, of different lengths, or end with what was changed", { timeout: 60_000 }, async () => {
    const [a, again, longer, ended] = [await run("The capital of France is"), await run("The capital of France is"), await run("Well, the capital of France is"), await run("The capital of France was")];
    await expect(wordingOfInspections(context, a, again)).rejects.toMatchObject({ message: expect.stringContaining("are the same") as string });
    await expect(wordingOfInspections(context, a, longer)).rejects.toMatchObject({ message: expect.stringContaining("different numbers of tokens") as string });
    await expect(wordingOfInspections(context, a, ended)).rejects.toMatchObject({ message: expect.stringContaining("No unchanged token follows") as string });
    await expect(wordingOfInspections(context, a, GONE)).rejects.toMatchObject({ code: "not-found" });
  });

  it("have what was compared swept when one of them is not kept any more", async () => {
    const [owned, lost] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    await writeFile(comparisonPath(context.settings, owned, lost), "{}");
    await writeFile(comparisonPath(context.settings, owned, owned), "{}");
    const all = new Set((await readdir(context.settings.tracesFolder)).flatMap((name) => name.split(".")).filter((part) => part !== lost));
    expect(await sweepTraceFiles(context.settings, all)).toEqual([`${owned}.with.${lost}.json`]);
  });
});
