import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { WorkProgress } from "@/lib/engine/engine";
import { tensorNames } from "@/lib/trace/names";
import { writeRandomModel } from "@/scripts/gguf/random-models";
import { Bench, demoModel } from "./testing/harness";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench?.close());

const EXPERT_LAYERS = [1, 2, 3, 4, 5];
const texts = [
  { id: "1", text: "The capital of Denmark is Copenhagen.", domain: "facts" },
  { id: "2", text: "Once upon a time there was a little mouse who lived in a garden.", domain: "stories" },
  { id: "3", text: "The capital of France is Paris. Paris is in France.", domain: "facts" },
];
const count = (list = texts, onEvent: (event: WorkProgress) => void = () => undefined, signal = new AbortController().signal) =>
  bench.worker.countExperts({ modelPath: demoModel, texts: list, tracked: [0] }, onEvent, signal);

describe("counting experts", () => {
  test("gives what the traces of single inspections hold", async () => {
    const { state, counted, counts } = await count();
    expect({ state, counted, layers: counts.layers }).toEqual({ state: "complete", counted: 3, layers: EXPERT_LAYERS });
    const chosen = new Map<string, number>();
    const tokens = new Map<string, number>();
    const pairs = new Map<string, number>();
    let marginSum = 0;
    for (const { text, domain } of texts) {
      const run = await bench.inspect({ prompt: { kind: "text", text, mode: "completion" } });
      const length = run.shape(tensorNames.tokens)[0]!;
      tokens.set(domain, (tokens.get(domain) ?? 0) + length);
      for (const layer of EXPERT_LAYERS) {
        const experts = await run.read(tensorNames.routerExperts(layer));
        for (let t = 0; t < length; t++) {
          const [a, b] = [experts[2 * t]!, experts[2 * t + 1]!];
          for (const e of [a, b]) chosen.set(`${domain} ${layer} ${e}`, (chosen.get(`${domain} ${layer} ${e}`) ?? 0) + 1);
          const pair = `${layer} ${Math.min(a, b)} ${Math.max(a, b)}`;
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        }
      }
      marginSum += [...(await run.read(tensorNames.routerMargin(3)))].reduce((a, b) => a + b, 0);
    }
    for (const domain of ["facts", "stories"]) {
      expect(counts.texts.find((entry) => entry.domain === domain)!.tokens).toBe(tokens.get(domain));
      const cells = counts.cells.filter((cell) => cell.domain === domain);
      EXPERT_LAYERS.forEach((layer, l) => {
        for (let e = 0; e < counts.experts; e++) {
          expect(cells.reduce((sum, cell) => sum + cell.chosen[l * counts.experts + e]!, 0)).toBe(chosen.get(`${domain} ${layer} ${e}`) ?? 0);
        }
      });
    }
    EXPERT_LAYERS.forEach((layer, l) => {
      for (let a = 0; a < counts.experts; a++) {
        for (let b = a + 1; b < counts.experts; b++) expect(counts.pairs[(l * counts.experts + a) * counts.experts + b]).toBe(pairs.get(`${layer} ${a} ${b}`) ?? 0);
      }
    });
    expect(counts.margin[2]).toBeCloseTo(marginSum, 4);
    // The beginning-of-sequence token is the one that is tracked: once a text.
    expect(counts.vocabulary).toMatchObject([{ id: 0, tokens: 3 }]);
  });

  test("reads a text that is longer than the context in pieces, and counts it as one text", async () => {
    const long = { id: "long", text: "The capital of Denmark is Copenhagen. ".repeat(120), domain: "facts" };
    const { counts } = await count([long]);
    expect(counts.texts[0]!.texts).toBe(1);
    expect(counts.texts[0]!.tokens).toBeGreaterThan(600);
    expect(counts.vocabulary[0]!.tokens).toBeGreaterThan(1);
  });

  test("stopped keeps the texts that were counted", async () => {
    const stop = new AbortController();
    const many = Array.from({ length: 40 }, (_, i) => ({ ...texts[i % 3]!, id: String(i) }));
    const { state, counted, counts } = await count(many, (event) => event.type === "work" && event.done === 3 && stop.abort(), stop.signal);
    expect(state).toBe("stopped");
    expect(counted).toBeLessThan(40);
    expect(counts.texts.reduce((sum, entry) => sum + entry.texts, 0)).toBe(counted);
  });

  test("says that a dense model has no experts", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "vitrine-dense-"));
    const modelPath = path.join(folder, "dense.gguf");
    await writeRandomModel("llama", modelPath, demoModel);
    const error: unknown = await bench.worker.countExperts({ modelPath, texts, tracked: [] }, () => undefined, new AbortController().signal).catch((thrown: unknown) => thrown);
    rmSync(folder, { recursive: true, force: true });
    expect(error).toBeInstanceOf(VitrineError);
    expect(error).toMatchObject({ code: "model-unsupported", message: expect.stringContaining("dense") });
  });
});
