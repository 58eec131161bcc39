import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INVERSE_TEMPERATURE_COUNT, INVERSE_TEMPERATURE_STEP } from "@/lib/trace/names";
import { reshape, type KeptLogits, type SamplingShape } from "./sampling";

const betas = Array.from({ length: INVERSE_TEMPERATURE_COUNT }, (_, i) => (i + 1) * INVERSE_TEMPERATURE_STEP);
const plain: SamplingShape = { temperature: 1, topK: 0, topP: 1, minP: 0 };

const sumExp = (logits: readonly number[], beta: number): number => {
  const best = Math.max(...logits.map((l) => beta * l));
  return best + Math.log(logits.reduce((sum, l) => sum + Math.exp(beta * l - best), 0));
};

/** What the engine writes, from a full vocabulary of logits in descending order (token i is the i-th best). Rounded to float32 as in the trace. */
function keep(logits: readonly number[], count: number): KeptLogits {
  return {
    ids: Int32Array.from({ length: count }, (_, i) => (i < logits.length ? i : -1)),
    values: Float32Array.from({ length: count }, (_, i) => logits[i] ?? -Infinity),
    logSumExp: Math.fround(sumExp(logits, 1)),
    logSumExpByBeta: Float32Array.from(betas, (beta) => sumExp(logits, beta)),
    betas,
    vocabulary: logits.length,
  };
}

/** The same filters in the same order on the full vocabulary, written as plainly as possible. */
function bruteForce(logits: readonly number[], { temperature, topK, topP, minP }: SamplingShape): number[] {
  if (temperature === 0) return logits.map((_, i) => (i === 0 ? 1 : 0));
  let alive = logits.map((logit, i) => ({ logit, i }));
  if (topK > 0) alive = alive.slice(0, topK);
  if (topP < 1) {
    const total = sumExp(alive.map((a) => a.logit), 1);
    let mass = 0;
    alive = alive.filter(({ logit }) => {
      const wasShort = mass < topP;
      mass += Math.exp(logit - total);
      return wasShort;
    });
  }
  if (minP > 0) alive = alive.filter(({ logit }) => logit >= (logits[0] ?? 0) + Math.log(minP));
  const total = sumExp(alive.map((a) => a.logit), 1 / temperature);
  const result = logits.map(() => 0);
  for (const { logit, i } of alive) result[i] = Math.exp(logit / temperature - total);
  return result;
}

/** Logits as a language model has them: some favourites and a long tail, descending, exact in float32. */
const vocabulary = (size: number) =>
  fc.array(fc.double({ min: -12, max: 6, noNaN: true }), { minLength: size, maxLength: size }).map((logits) => logits.map(Math.fround).sort((a, b) => b - a));

const largestError = (shaped: Float64Array, truth: readonly number[]): number =>
  shaped.reduce((worst, p, i) => Math.max(worst, Math.abs(p - (truth[i] ?? 0))), 0);

describe("re-shaping a kept distribution", () => {
  const full = vocabulary(300);

  it("is exact at every temperature of the grid", () => {
    fc.assert(
      fc.property(full, fc.constantFrom(...betas), (logits, beta) => {
        const shape = { ...plain, temperature: 1 / beta };
        const shaped = reshape(keep(logits, 32), shape);
        const truth = bruteForce(logits, shape);
        expect(largestError(shaped?.probabilities ?? new Float64Array(), truth)).toBeLessThan(1e-5);
        expect(shaped?.tail).toBeCloseTo(truth.slice(32).reduce((a, b) => a + b, 0), 4);
        expect(shaped?.beyondKept).toBeNull();
      }),
    );
  });

  it("is within 0.0005 between the temperatures of the grid, the tail included", () => {
    fc.assert(
      fc.property(full, fc.double({ min: 0.125, max: 8, noNaN: true }), (logits, beta) => {
        const shape = { ...plain, temperature: 1 / beta };
        const shaped = reshape(keep(logits, 32), shape);
        const truth = bruteForce(logits, shape);
        expect(largestError(shaped?.probabilities ?? new Float64Array(), truth)).toBeLessThan(5e-4);
      }),
    );
  });

  it("agrees with the full vocabulary when a filter ends among the kept tokens", () => {
    const shapes = fc.record({
      temperature: fc.double({ min: 0.2, max: 8, noNaN: true }),
      topK: fc.integer({ min: 0, max: 32 }),
      topP: fc.double({ min: 0.05, max: 1, noNaN: true }),
      minP: fc.double({ min: 0, max: 0.9, noNaN: true }),
    });
    let filtered = 0;
    fc.assert(
      fc.property(full, shapes, (logits, shape) => {
        const shaped = reshape(keep(logits, 32), shape);
        const truth = bruteForce(logits, shape);
        const survivors = truth.filter((p) => p > 0).length;
        // A mass that meets top-p to the last bit may fall either way in float32.
        fc.pre(shaped !== null && shaped.beyondKept === null && shaped.tail === 0 && shaped.survivors === survivors);
        filtered++;
        expect(largestError(shaped?.probabilities ?? new Float64Array(), truth)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
    expect(filtered).toBeGreaterThan(100);
  });

  it("counts the survivors of each filter as the full vocabulary does", () => {
    const logits = [3, 2, 1, 0, -1, -2, -3, -4, -5, -6];
    const kept = keep(logits, 6);
    for (const shape of [
      { ...plain, topK: 3 },
      { ...plain, topP: 0.8 },
      { ...plain, minP: 0.1 },
      { ...plain, topK: 4, topP: 0.9, minP: 0.2 },
      { ...plain, topK: 1 },
      { ...plain, topP: 0.01 },
    ]) {
      expect(reshape(kept, shape)?.survivors).toBe(bruteForce(logits, shape).filter((p) => p > 0).length);
    }
  });

  it("applies the temperature after the filters, so that it never changes which tokens survive", () => {
    fc.assert(
      fc.property(full, fc.double({ min: 0.1, max: 8, noNaN: true }), (logits, temperature) => {
        const filters = { topK: 20, topP: 0.7, minP: 0.05 };
        expect(reshape(keep(logits, 32), { ...filters, temperature })?.survivors).toBe(reshape(keep(logits, 32), { ...filters, temperature: 1 })?.survivors);
      }),
    );
  });

  it("adds up to 1 with the tail, whatever is asked", () => {
    const anything = fc.record({
      temperature: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 8, noNaN: true })),
      topK: fc.integer({ min: 0, max: 400 }),
      topP: fc.double({ min: 0.001, max: 1, noNaN: true }),
      minP: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(full, anything, (logits, shape) => {
        const shaped = reshape(keep(logits, 32), shape);
        const sum = (shaped?.probabilities.reduce((a, b) => a + b, 0) ?? NaN) + (shaped?.tail ?? NaN);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  it("puts everything on the best token at temperature 0", () => {
    const shaped = reshape(keep([2, 1.9, 0, -1], 2), { ...plain, temperature: 0 });
    expect([...(shaped?.probabilities ?? [])]).toEqual([1, 0]);
    expect(shaped?.tail).toBe(0);
  });

  it("says so when a filter ends beyond what was kept", () => {
    const flat = Array.from({ length: 300 }, (_, i) => Math.fround(-i / 1000));
    const kept = keep(flat, 32);
    expect(reshape(kept, { ...plain, topP: 0.9 })?.beyondKept).toBe("top-p");
    expect(reshape(kept, { ...plain, topK: 100 })?.beyondKept).toBe("top-k");
    expect(reshape(kept, { ...plain, minP: 0.5 })?.beyondKept).toBe("min-p");
    expect(reshape(kept, plain)?.beyondKept).toBeNull();
    expect(reshape(kept, { ...plain, topP: 0.9, minP: 0.999 })?.beyondKept).toBeNull();
  });

  it("gives a token that was not kept its probability from its logit, and 0 where a filter removed it", () => {
    const logits = Array.from({ length: 300 }, (_, i) => Math.fround(4 - i / 20));
    const kept = keep(logits, 32);
    const shape = { ...plain, temperature: 2 };
    expect(reshape(kept, shape)?.probabilityOf(logits[100] ?? 0, 101)).toBeCloseTo(bruteForce(logits, shape)[100] ?? NaN, 6);
    expect(reshape(kept, { ...plain, topK: 20 })?.probabilityOf(logits[100] ?? 0, 101)).toBe(0);
  });

  it("needs no tail when the whole vocabulary was kept", () => {
    const logits = [1, 0.5, -3];
    const shape = { ...plain, temperature: 0.7 };
    const shaped = reshape(keep(logits, 8), shape);
    expect(largestError(shaped?.probabilities ?? new Float64Array(), bruteForce(logits, shape))).toBeLessThan(1e-12);
    expect(shaped?.tail).toBe(0);
  });

  it("has no answer for a position without logits", () => {
    const kept = { ...keep([1, 0], 2), logSumExp: NaN };
    expect(reshape(kept, plain)).toBeNull();
    expect(reshape({ ...kept, ids: Int32Array.of(-1, -1), values: Float32Array.of(NaN, NaN) }, plain)).toBeNull();
  });
});
