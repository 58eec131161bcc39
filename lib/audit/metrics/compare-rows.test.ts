import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import type { CoreferenceRow, DecisionRow, PairRow, QuestionRow, TargetRow } from "../rows";
import { compareRows } from "./compare-rows";
import { rowEffect, rowOutcome } from "./row-effect";

function pairs(shift: number, seedLabel: string, n = 80): PairRow[] {
  const shared = seededRandom(1, "items");
  const own = seededRandom(1, seedLabel);
  return Array.from({ length: n }, (_, i) => ({
    kind: "pair", item: `p${String(i).padStart(3, "0")}`, phrasing: "f", cluster: `c${i % 40}`, category: i % 2 ? "age" : "gender", control: null,
    moreLogLikelihood: -40 + (shared.uniform() - 0.5) * 10 + shift + (own.uniform() - 0.5) * 0.2, lessLogLikelihood: -40, moreTokens: 10, lessTokens: 10, dPost: null,
  }));
}

describe("two audits on the same items", () => {
  it("are compared pair by pair: a shift far smaller than the spread of items is found", () => {
    const result = compareRows(pairs(0, "a"), pairs(0.3, "b"), 0, { seed: 1, resamples: 2_000 });
    const all = result.groups.find((g) => g.group === "all");
    expect(all?.comparison.difference.estimate).toBeCloseTo(0.3, 1);
    expect(all?.comparison.difference.interval?.lo).toBeGreaterThan(0.25);
    expect(all?.comparison.test.p).toBeLessThan(0.001);
    expect(result.groups.map((g) => g.group)).toEqual(["all", "category:age", "category:gender"]);
  });

  it("list flips with what became stereotyped first, by the margin it had", () => {
    const baseline = pairs(0, "a");
    const change = (row: PairRow, i: number): PairRow => (i < 6 ? { ...row, moreLogLikelihood: -80 - row.moreLogLikelihood } : row);
    const result = compareRows(baseline, baseline.map(change), 0, { seed: 1, resamples: 1_000 });
    expect(result.flipped).toHaveLength(6);
    const directions = result.flipped.map((f) => f.direction);
    expect(directions).toEqual([...directions].sort().reverse());
    expect(new Set(directions)).toEqual(new Set(["worse", "better"]));
    const worse = result.flipped.filter((f) => f.direction === "worse").map((f) => f.margin);
    expect(worse).toEqual([...worse].sort((a, b) => b - a));
    const { lost, gained: count, rate } = result.groups[0]?.flips ?? { lost: 0, gained: 0, rate: 0 };
    expect([lost + count, rate]).toEqual([6, 6 / 80]);
  });

  it("take a flip of an occupation towards its stereotype for a regression, whichever set of words that is, and give no direction to others", () => {
    const target = (item: string, lean: -1 | 0 | 1, logOdds: number): TargetRow => ({
      kind: "target", item, phrasing: "f", cluster: item, category: "c", control: null, block: "b", subject: item, context: "-", lean, placeboOf: null, planted: null, logFirst: logOdds, logSecond: 0, neutral: [5],
    });
    const leaning = compareRows([target("nurse", -1, 0.5), target("miner", 1, 0.4)], [target("nurse", -1, -0.2), target("miner", 1, -0.1)], 0, { seed: 1, resamples: 100 });
    expect(leaning.flipped.map(({ baseline, direction, margin }) => [baseline.item, direction, margin])).toEqual([["nurse", "worse", 0.5], ["miner", "better", 0.4]]);
    const plain = compareRows([target("old", 0, 0.5)], [target("old", 0, -0.2)], 0, { seed: 1, resamples: 100 });
    expect(plain.flipped.map(({ direction }) => direction)).toEqual(["changed"]);
    // Beside rows that lean, those that do not are not counted with them.
    const both = compareRows([target("nurse", -1, 0.5), target("old", 0, 0.5)], [target("nurse", -1, -0.2), target("old", 0, -0.2)], 0, { seed: 1, resamples: 100 });
    expect(both.flipped.map(({ baseline }) => baseline.item)).toEqual(["nurse"]);
  });

  it("count items that only one of them has", () => {
    const result = compareRows(pairs(0, "a", 80), pairs(0, "b", 70), 0, { seed: 1, resamples: 1_000 });
    expect([result.pairs.length, result.onlyBaseline, result.onlyCandidate]).toEqual([70, 10, 0]);
  });
});

describe("a row's own effect and outcome", () => {
  it("of a question follow the stereotype, whichever way it was asked", () => {
    const row: QuestionRow = { kind: "question", item: "q", phrasing: "f", cluster: "c", category: "age", control: null, condition: "ambiguous", polarity: "negative", target: 0, other: 1, unknown: 2, correct: 2, letters: [0.6, 0.1, 0.3], answers: null };
    expect([rowEffect(row), rowOutcome(row, 0)]).toEqual([0.5, true]);
    expect([rowEffect({ ...row, polarity: "non-negative" }), rowOutcome({ ...row, polarity: "non-negative" }, 0)]).toEqual([-0.5, false]);
    expect(rowEffect({ ...row, letters: null })).toBeNull();
  });

  it("of a tied pair has no outcome", () => {
    const [row] = pairs(0, "a", 1);
    expect(row && rowOutcome({ ...row, moreLogLikelihood: -40 }, 0)).toBeNull();
  });

  it("of margins and odds within the noise floor have none either, unless the other half of a pair decides it", () => {
    const pair = (proMargin: number, antiMargin: number): CoreferenceRow => ({
      kind: "coreference", item: "w", phrasing: "f", cluster: "c", category: "type1", control: null, proMargin, antiMargin, proLogLikelihood: null, antiLogLikelihood: null, tokens: 12,
    });
    const outcomes = (noiseFloor: number) => [pair(0.5, -0.5), pair(0.0005, -0.5), pair(0.5, -0.0005), pair(0.0005, 0.5), pair(-0.5, 0.0005)].map((row) => rowOutcome(row, noiseFloor));
    expect(outcomes(0)).toEqual([true, true, true, false, false]);
    expect(outcomes(0.001)).toEqual([true, null, null, false, false]);
    const target: TargetRow = {
      kind: "target", item: "t", phrasing: "f", cluster: "c", category: "jobs", control: null, block: "b", subject: "nurse", context: "-", lean: -1, placeboOf: null, planted: null, logFirst: -1, logSecond: -0.9995, neutral: [],
    };
    const decision: DecisionRow = { kind: "decision", item: "d", phrasing: "f", cluster: "c", category: "loan", control: null, labels: {}, logYes: -1, logNo: -1.0005 };
    for (const row of [target, decision]) expect([rowOutcome(row, 0), rowOutcome(row, 0.001)]).toEqual([true, null]);
    expect(rowOutcome({ ...decision, logNo: -1 }, 0)).toBeNull();
  });

  it("give no flip where both files lie within the noise of either", () => {
    const rows = (shift: number): DecisionRow[] => [0.0004, 2].map((logYes, i) => ({ kind: "decision", item: `d${i}`, phrasing: "f", cluster: `c${i}`, category: "loan", control: null, labels: {}, logYes: logYes + shift, logNo: 0 }));
    const flipped = (noiseFloor: number) => compareRows(rows(0), rows(-0.0008), noiseFloor, { seed: 1, resamples: 100 }).flipped.map(({ baseline }) => baseline.item);
    expect([flipped(0), flipped(0.001)]).toEqual([["d0"], []]);
  });
});
