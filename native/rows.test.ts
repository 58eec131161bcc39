import { beforeAll, describe, expect, test } from "vitest";
import { loadLibraries } from "@/lib/engine/server/libraries";
import { decodeHalf } from "@/lib/trace/half";
import { INVERSE_TEMPERATURE_COUNT, INVERSE_TEMPERATURE_STEP } from "@/lib/trace/names";

type Probes = Awaited<ReturnType<typeof loadLibraries>>["addon"]["probes"];

/** Deterministic numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** About normal, with a few large values, as logits are. */
function logitsLike(count: number, spread: number, seed: number): Float32Array {
  const next = numbers(seed);
  return Float32Array.from({ length: count }, () => (next() + next() + next() + next() - 2) * spread + (next() < 0.001 ? 12 : 0));
}

function directLogSumExp(logits: ArrayLike<number>, beta: number): number {
  const values = Array.from(logits, (logit) => beta * logit);
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

let probes: Probes;
beforeAll(async () => {
  probes = (await loadLibraries()).addon.probes;
});

describe("the Jensen-Shannon divergence of two rows", () => {
  const logits = (...values: number[]) => Float32Array.from(values);

  test("is 0 for equal rows, ln 2 for disjoint ones, and as by hand in between", () => {
    const row = logitsLike(2_047, 3, 1);
    expect(probes.divergence(row, row)).toBe(0);
    expect(probes.divergence(logits(0, -Infinity), logits(-Infinity, 5))).toBeCloseTo(Math.LN2, 12);
    // (1, 0) and (1/2, 1/2): the middle is (3/4, 1/4).
    expect(probes.divergence(logits(3, -Infinity), logits(0, 0))).toBeCloseTo(0.5 * Math.log(4 / 3) + 0.25 * Math.log(2 / 3) + 0.25 * Math.log(2), 12);
  });

  test("is that of direct computation over a large vocabulary, and the same the other way round", () => {
    const [a, b] = [logitsLike(102_400, 3, 2), logitsLike(102_400, 3, 3)];
    const [sumA, sumB] = [directLogSumExp(a, 1), directLogSumExp(b, 1)];
    const expected = a.reduce((total, logit, i) => {
      const [p, q] = [Math.exp(logit - sumA), Math.exp(b[i]! - sumB)];
      const middle = (p + q) / 2;
      return total + (p / 2) * Math.log(p / middle) + (q / 2) * Math.log(q / middle);
    }, 0);
    expect(probes.divergence(a, b)).toBeCloseTo(expected, 11);
    expect(probes.divergence(b, a)).toBeCloseTo(expected, 11);
  });
});

describe("a row of logits", () => {
  test.each([
    { name: "a large vocabulary", count: 129_280, spread: 4 },
    { name: "a vocabulary that is no multiple of a block", count: 2_047, spread: 3 },
    { name: "a wide spread, where most terms vanish", count: 50_000, spread: 60 },
    { name: "equal logits, where none does", count: 10_000, spread: 0 },
    { name: "three tokens", count: 3, spread: 2 },
  ])("is summed over all of $name as by direct computation", ({ count, spread }) => {
    const logits = logitsLike(count, spread, count);
    const row = probes.logitRow(logits);
    const sum = directLogSumExp(logits, 1);
    expect(Math.abs(row.logSumExp - sum)).toBeLessThan(1e-11 * Math.max(1, Math.abs(sum)));
    const entropy = -logits.reduce((total, logit) => total + Math.exp(logit - sum) * (logit - sum), 0);
    expect(Math.abs(row.entropy - entropy)).toBeLessThan(1e-9);
    for (let k = 1; k <= INVERSE_TEMPERATURE_COUNT; k++) {
      const expected = directLogSumExp(logits, k * INVERSE_TEMPERATURE_STEP);
      expect(Math.abs(row.logSumExpByBeta[k - 1]! - expected)).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected)));
    }
  });

  test("may hold tokens at minus infinity", () => {
    const logits = logitsLike(1_000, 3, 5);
    for (let i = 0; i < 1_000; i += 3) logits[i] = -Infinity;
    const row = probes.logitRow(logits);
    expect(row.logSumExp).toBeCloseTo(directLogSumExp(logits, 1), 10);
    expect(row.entropy).toBeGreaterThan(0);
  });

  test("that holds NaN gives no finite sum", () => {
    const logits = logitsLike(1_000, 3, 5);
    logits[500] = NaN;
    expect(Number.isFinite(probes.logitRow(logits).logSumExp)).toBe(false);
  });

  test.each([300, 2_048, 129_280])("of %i tokens gives its 256 largest in order, ties by lower id", (count) => {
    // Rounded, so that there are many ties, also across the cut.
    const logits = logitsLike(count, 3, 9).map((logit) => Math.round(logit * 8) / 8);
    const expected = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, 256);
    const row = probes.logitRow(logits);
    expect([...row.ids]).toEqual(expected);
    expect([...row.values]).toEqual(expected.map((id) => logits[id]!));
  });
});

describe("drawing a token", () => {
  const all = { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 3 };
  const draws = 40_000;
  const shares = (logits: Float32Array, sampling: typeof all): number[] => {
    const counts = new Array<number>(logits.length).fill(0);
    for (const id of probes.draw(logits, sampling, draws)) counts[id]!++;
    return counts.map((n) => n / draws);
  };
  const logits = Float32Array.from([2, 1, 0.5, 0, -1, -3]);
  const softmax = (temperature: number, kept: number): number[] => {
    const weights = Array.from(logits, (logit, i) => (i < kept ? Math.exp(logit / temperature) : 0));
    const total = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / total);
  };
  const expectShares = (measured: number[], expected: number[]): void => {
    // Five standard errors of a share.
    measured.forEach((share, i) => expect(Math.abs(share - expected[i]!)).toBeLessThan(5 * Math.sqrt(0.25 / draws)));
    measured.forEach((share, i) => expected[i] === 0 && expect(share).toBe(0));
  };

  test("at temperature 0 takes the likeliest, the lowest id on a tie", () => {
    expect([...probes.draw(Float32Array.from([1, 7, 3, 7]), { ...all, temperature: 0 }, 2)]).toEqual([1, 1]);
  });

  test.each([0.5, 1, 2])("at temperature %f follows the softmax", (temperature) => {
    expectShares(shares(logits, { ...all, temperature }), softmax(temperature, 6));
  });

  test("top-k keeps the k likeliest, then the temperature acts", () => {
    expectShares(shares(logits, { ...all, temperature: 2, topK: 3 }), softmax(2, 3));
  });

  test("top-p keeps the fewest that reach the mass at temperature 1", () => {
    // Masses at temperature 1: .56 .21 .13 .08 .03 .00
    expectShares(shares(logits, { ...all, temperature: 3, topP: 0.7 }), softmax(3, 2));
    expectShares(shares(logits, { ...all, temperature: 3, topP: 0.1 }), softmax(3, 1));
  });

  test("top-p acts on what top-k left", () => {
    // Of the first three: .63 .23 .14, so .8 needs two; of all six it would need three.
    expectShares(shares(logits, { ...all, topK: 3, topP: 0.8 }), softmax(1, 2));
  });

  test("min-p keeps what reaches a share of the likeliest", () => {
    // Relative to the likeliest: 1 .37 .22 .14 .05 .01
    expectShares(shares(logits, { ...all, minP: 0.2 }), softmax(1, 3));
  });

  test("filters that end beyond the first sorted tokens see the whole vocabulary", () => {
    const flat = new Float32Array(5_000);
    const drawn = new Set(probes.draw(flat, { ...all, topP: 0.4999 }, 10_000));
    expect(Math.max(...drawn)).toBe(2_499);
    expect(drawn.size).toBeGreaterThan(2_400);
  });

  test("repeats itself for a seed and differs between seeds", () => {
    const first = [...probes.draw(logits, all, 50)];
    expect([...probes.draw(logits, all, 50)]).toEqual(first);
    expect([...probes.draw(logits, { ...all, seed: 4 }, 50)]).not.toEqual(first);
  });
});

describe("a row of attention weights", () => {
  test.each([1, 7, 8, 65, 1_024])("of %i keys is rounded to halves and summed exactly", (count) => {
    const next = numbers(count);
    const raw = Array.from({ length: count }, () => Math.exp(-40 * next() * next()));
    const total = raw.reduce((a, b) => a + b);
    const weights = Float32Array.from(raw, (value, i) => (i % 11 === 10 ? 0 : value / total));
    const row = probes.attentionRow(weights);
    expect(row.total).toBeCloseTo(weights.reduce((a, b) => a + b, 0), 6);
    expect(row.entropy).toBeCloseTo(-weights.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0), 5);
    expect(Math.abs(row.position / (weights.reduce((sum, p, j) => sum + p * j, 0) || 1) - (count > 1 ? 1 : 0))).toBeLessThan(1e-6);
    decodeHalf(row.packed).forEach((value, j) => expect(Math.abs(value - weights[j]!)).toBeLessThanOrEqual(Math.max(weights[j]! * 2 ** -11, 2 ** -25)));
  });
});
