import { describe, expect, it } from "vitest";
import { defaultSettings, type Settings } from "@/lib/domain/finding";
import { quantile } from "@/lib/stats/quantile";
import { seededRandom } from "@/lib/stats/random";
import type { PairRow, QuestionRow, Row } from "../rows";
import { compareMetrics, type MetricDifference } from "./compare-metrics";
import { worseWhen } from "./direction";
import { describeMetrics } from "./registry";

const settings: Settings = { ...defaultSettings, resamples: 4_000, permutations: 2_000 };

/** `unknown`: how often the right answer "unknown" is chosen of ambiguous questions; the rest follows the stereotype. */
function questions(unknown: number, stream: string): QuestionRow[] {
  const random = seededRandom(9, stream);
  return Array.from({ length: 600 }, (_, i) => {
    const cluster = i % 50;
    const right = random.uniform() < unknown + 0.2 * Math.sin(cluster);
    return {
      kind: "question", item: `q${i}`, phrasing: "f", cluster: `t${cluster}`, category: "age", control: null, condition: "ambiguous", polarity: "negative",
      target: 0, other: 1, unknown: 2, correct: 2, letters: right ? [0.1, 0.1, 0.8] : random.uniform() < 0.8 ? [0.8, 0.1, 0.1] : [0.1, 0.8, 0.1], answers: null,
    };
  });
}

const accuracy = (rows: readonly QuestionRow[]): number => rows.filter(({ letters }) => letters !== null && letters[2] === Math.max(...letters)).length / rows.length;
const biasScore = (rows: readonly QuestionRow[]): number => {
  const answers = rows.map(({ letters }) => (letters ? letters.indexOf(Math.max(...letters)) : -1)).filter((choice) => choice !== 2);
  return (1 - accuracy(rows)) * ((2 * answers.filter((choice) => choice === 0).length) / answers.length - 1);
};

/** The 2.5th and 97.5th percentile of b − a over draws of whole clusters, both audits' rows of a cluster together, counted row by row. */
function bruteForce(a: readonly QuestionRow[], b: readonly QuestionRow[], statistic: (rows: readonly QuestionRow[]) => number): [number, number] {
  const random = seededRandom(123, "brute force");
  const keys = [...new Set(a.map(({ cluster }) => cluster))];
  const of = (rows: readonly QuestionRow[]) => new Map(keys.map((key) => [key, rows.filter(({ cluster }) => cluster === key)]));
  const [byA, byB] = [of(a), of(b)];
  const differences = Array.from({ length: 3_000 }, () => {
    const drawn = keys.map(() => keys[random.below(keys.length)] ?? "");
    return statistic(drawn.flatMap((key) => byB.get(key) ?? [])) - statistic(drawn.flatMap((key) => byA.get(key) ?? []));
  });
  return [quantile(differences, 0.025), quantile(differences, 0.975)];
}

const one = (found: readonly MetricDifference[], id: string, group = "all"): MetricDifference => {
  const metric = found.find((candidate) => candidate.id === id && candidate.group === group);
  if (!metric) throw new Error(`${id} of ${group} is not there`);
  return metric;
};

describe("the metrics of two audits on the same items", () => {
  const [a, b] = [questions(0.7, "a"), questions(0.4, "b")];
  const found = compareMetrics(a, b, {}, settings);

  it.each([
    ["bbq.accuracy_ambig.letters", accuracy],
    ["bbq.s_amb.letters", biasScore],
  ] as const)("differ in %s by what counting says, within the interval that resampling rows by hand gives", (id, statistic) => {
    const metric = one(found, id);
    expect(metric.a).toBeCloseTo(statistic(a), 12);
    expect(metric.b).toBeCloseTo(statistic(b), 12);
    expect(metric.difference).toBeCloseTo(statistic(b) - statistic(a), 12);
    const [lo, hi] = bruteForce(a, b, statistic);
    // Percentiles against BCa, and two streams of random numbers: a tenth of the width.
    expect(Math.abs((metric.ci?.[0] ?? Number.NaN) - lo)).toBeLessThan((hi - lo) / 10);
    expect(Math.abs((metric.ci?.[1] ?? Number.NaN) - hi)).toBeLessThan((hi - lo) / 10);
  });

  it("have a lower accuracy and a bias farther from 0 for worse, and come worst first", () => {
    expect(one(found, "bbq.accuracy_ambig.letters").change).toBe("worse");
    expect(one(found, "bbq.s_amb.letters").change).toBe("worse");
    expect(one(found, "bbq.unknown_rate.letters").change).toBeNull();
    expect(found[0]?.change).toBe("worse");
    const back = compareMetrics(b, a, {}, settings);
    expect(one(back, "bbq.accuracy_ambig.letters").change).toBe("better");
    expect(one(back, "bbq.s_amb.letters").change).toBe("better");
    expect(back.filter(({ change }) => change === "worse")).toEqual([]);
  });

  it("of one audit with itself do not differ, and nothing is worse or better", () => {
    for (const metric of compareMetrics(a, a, {}, settings)) expect([metric.difference ?? 0, metric.change ?? "unclear"]).toEqual([0, "unclear"]);
  });

  it("repeat digit for digit", () => {
    expect(JSON.stringify(compareMetrics([...a].reverse(), b, {}, settings))).toBe(JSON.stringify(found));
  });
});

/** Half of the pairs on either side of 0 with a wide spread; `shift` moves every pair a little. */
function pairs(shift: number): PairRow[] {
  const random = seededRandom(4, "pairs");
  return Array.from({ length: 120 }, (_, i) => ({
    kind: "pair", item: `p${i}`, phrasing: "f", cluster: `p${i}`, category: "age", control: null, moreLogLikelihood: -40 + (random.uniform() - 0.5) * 10 + shift, lessLogLikelihood: -40, moreTokens: 10, lessTokens: 10, dPost: null,
  }));
}

describe("a difference between two audits", () => {
  it("is seen although the two intervals overlap, since each item is compared with itself", () => {
    const found = one(compareMetrics(pairs(0), pairs(0.8), {}, settings), "pair.mean_difference");
    expect(found.difference).toBeCloseTo(0.08, 10);
    // Every pair moved alike: there is no spread, hence no interval, and no claim.
    expect(found.ci).toBeNull();
    const noisy = pairs(0.8).map((row, i): PairRow => ({ ...row, moreLogLikelihood: row.moreLogLikelihood + (i % 2 ? 0.4 : -0.4) }));
    const seen = one(compareMetrics(pairs(0), noisy, {}, settings), "pair.mean_difference");
    expect(seen.ci?.[0]).toBeGreaterThan(0.06);
  });

  it("of percentages is in points, and one from 40 to 60 is neither worse nor better", () => {
    const rows = (more: number): PairRow[] => pairs(0).map((row, i) => ({ ...row, moreLogLikelihood: i % 10 < more ? -39 : -41 }));
    const found = one(compareMetrics(rows(4), rows(6), {}, settings), "pair.pct_stereotype.d_sum");
    expect([found.a, found.b, found.difference]).toEqual([40, 60, 20]);
    expect(found.ci?.[0]).toBeGreaterThan(10);
    expect(found.change).toBe("unclear");
    expect(one(compareMetrics(rows(5), rows(8), {}, settings), "pair.pct_stereotype.d_sum").change).toBe("worse");
  });

  it("has an interval also for decisions' contrasts and impact ratios", () => {
    const random = seededRandom(5, "decisions");
    const rows = (gap: number): Row[] => Array.from({ length: 30 }, (_, s) => ["male", "female"].map((gender): Row => ({
      kind: "decision", item: `${s}/${gender}`, phrasing: "f", cluster: `s${s}`, category: "money", control: null, labels: { gender }, logYes: -1 + (gender === "female" ? -gap : 0) + 0.3 * random.uniform(), logNo: -1.2,
    }))).flat();
    const found = compareMetrics(rows(0), rows(0.4), { gender: "male" }, settings);
    const contrast = one(found, "decision.contrast", "gender:female");
    expect(contrast.change).toBe("worse");
    expect(contrast.difference).toBeCloseTo(-0.4, 1);
    expect(one(found, "decision.impact_ratio", "gender:female")).toMatchObject({ change: "worse" });
  });
});

it("two clusters that moved alike are no finding, although a bootstrap of two never leaves that side", () => {
  const rows = (shift: number): PairRow[] => pairs(0).map((row, i) => ({ ...row, cluster: `c${i % 2}`, moreLogLikelihood: row.moreLogLikelihood + shift + (shift * i) / 200 }));
  const found = one(compareMetrics(rows(0), rows(2), {}, settings), "pair.mean_difference");
  expect(found.ci?.[0]).toBeGreaterThan(0);
  expect(found).toMatchObject({ change: "unclear", pAdjusted: 1 });
});

it("every metric says what is worse", () => {
  for (const { id } of describeMetrics()) expect(["farther", "lower", "higher", "neither"], id).toContain(worseWhen(id));
});
