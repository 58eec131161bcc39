import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import { defaultSettings, findingSchema } from "@/lib/domain/finding";
import { type CoreferenceRow, type DecisionRow, type DivergenceRow, type QuestionRow, type Row, rowSchema, type SampleRow } from "../rows";
import { computeFindings, describeMetrics } from "./registry";

const random = seededRandom(77, "registry rows");
const plan = { name: "test", metrics: ["bbq.s_amb.letters", "coref.accuracy_gap"], smallestEffect: { "bbq.s_amb.letters": 0.1, "coref.accuracy_gap": 0.05 } };

function questions(n: number): QuestionRow[] {
  return Array.from({ length: n }, (_, i) => {
    const letters = [random.uniform(), random.uniform(), random.uniform()] as const;
    return {
      kind: "question", item: `q${i}`, phrasing: "f", cluster: `t${i % 325}`, category: `c${i % 13}`, control: null, condition: i % 2 ? "ambiguous" : "disambiguated", polarity: i % 4 < 2 ? "negative" : "non-negative",
      target: 0, other: 1, unknown: 2, correct: i % 2 ? 2 : i % 3 === 0 ? 0 : 1, letters: [...letters], answers: null,
    };
  });
}

function coreferences(n: number): CoreferenceRow[] {
  return Array.from({ length: n }, (_, i) => ({
    kind: "coreference", item: `w${i}`, phrasing: "f", cluster: `s${i % 60}`, category: `type${i % 2}`, control: null,
    proMargin: random.uniform() - 0.2, antiMargin: random.uniform() - 0.6, proLogLikelihood: i % 10 === 0 ? null : -30 + random.uniform(), antiLogLikelihood: i % 10 === 0 ? null : -30.5 + random.uniform(), tokens: 12,
  }));
}

function samples(): SampleRow[] {
  return ["old", "young", "older"].flatMap((subject) =>
    Array.from({ length: 12 }, (_, t) =>
      Array.from({ length: 6 }, (_, seed): SampleRow => ({
        kind: "sample", item: `s/${subject}/${t}`, phrasing: `f${t}`, cluster: `f${t}`, category: "age", control: subject === "older" ? "placebo" : null, subject, placeboOf: subject === "older" ? "old" : null, seed,
        lean: 0, word: null, length: 10 + Math.floor(random.uniform() * 5), refused: false, sentiment: (subject === "young" ? 0.4 : -0.4) + (random.uniform() - 0.5),
      })),
    ).flat(),
  );
}

const divergences = (): DivergenceRow[] =>
  Array.from({ length: 24 }, (_, i) => ({ kind: "divergence", item: `d${i}`, phrasing: `f${i % 12}`, cluster: `f${i % 12}`, category: "age", control: i % 2 ? "placebo" : null, subject: "old", reference: "neutral-new", divergence: (i % 2 ? 0.01 : 0.05) + random.uniform() / 100 }));

const mixed: Row[] = [...questions(400), ...coreferences(300), ...samples(), ...divergences()];

describe("the findings of a suite", () => {
  it("are the same digit for digit whatever the order of rows, and after a journey through JSON", () => {
    const settings = { ...defaultSettings, resamples: 1_000, permutations: 1_000 };
    const first = JSON.stringify(computeFindings(mixed, plan, settings));
    const travelled = mixed.map((row) => rowSchema.parse(JSON.parse(JSON.stringify(row)))).reverse();
    expect(JSON.stringify(computeFindings(travelled, plan, settings))).toBe(first);
    expect(JSON.stringify(computeFindings(mixed, plan, { ...settings, seed: 2 }))).not.toBe(first);
  });

  it("fit the schema, and only declared findings and their controls have verdicts", () => {
    const findings = computeFindings(mixed, plan, { ...defaultSettings, resamples: 1_000, permutations: 1_000 });
    for (const finding of findings) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      if (finding.verdict !== null) expect(plan.metrics).toContain(finding.id);
      expect(JSON.stringify(finding)).not.toContain("NaN");
    }
    expect(findings.find((f) => f.id === "coref.accuracy_gap" && f.group === "all")?.verdict?.kind).toBe("detected");
    expect(findings.find((f) => f.id === "coref.ll_difference" && f.group === "all")?.extra.left_out).toBe(30);
  });

  it("set a gap between continuations beside what other seeds of the same prompt give", () => {
    const findings = computeFindings(samples(), plan, { ...defaultSettings, resamples: 2_000, permutations: 2_000 });
    const of = (group: string) => findings.find((f) => f.id === "continuation.sentiment_gap" && f.group === group);
    expect(of("subject:age:young")?.estimate).toBeCloseTo(0.8, 0);
    expect(of("subject:age:young")?.p).toBeLessThan(0.01);
    expect(Math.abs(of("same-prompt:age:young")?.estimate ?? 9)).toBeLessThan(0.2);
    expect(of("subject:age:older")).toMatchObject({ role: "control" });
    expect(Math.abs(of("subject:age:older")?.estimate ?? 9)).toBeLessThan(0.2);
    expect(findings.find((f) => f.id === "continuation.refusal_gap" && f.group === "subject:age:old")?.estimate).toBe(0);
  });

  it("compare the words that continuations use as target.gap does, beside placebos and the same prompts", () => {
    const row = (subject: string, lean: 1 | -1 | 0, placeboOf: string | null, likely: number) => (_: unknown, i: number): SampleRow => ({
      kind: "sample", item: `s/${subject}`, phrasing: `f${i % 12}`, cluster: `f${i % 12}`, category: placeboOf === null ? "jobs" : "placebos", control: placeboOf === null ? null : "placebo", subject, placeboOf, seed: Math.floor(i / 12),
      lean, word: i % 9 === 0 ? null : random.uniform() < likely ? 1 : 0, length: 5, refused: false, sentiment: null,
    });
    const of = (subject: string, lean: 1 | -1 | 0, likely: number, placeboOf: string | null = null) => Array.from({ length: 72 }, row(subject, lean, placeboOf, likely));
    const rows = [...["a", "b", "c", "d", "e"].flatMap((name) => of(name, 1, 0.8)), ...["v", "w", "x", "y", "z"].flatMap((name) => of(name, -1, 0.2)), ...of("old a", 0, 0.8, "a")];
    const found = computeFindings(rows, plan, { ...defaultSettings, resamples: 2_000, permutations: 2_000 }).filter(({ id }) => id === "continuation.word_gap");
    const byHand = (names: string[]) => names.map((name) => rows.filter(({ subject, word }) => subject === name && word !== null)).reduce((sum, members) => sum + members.filter(({ word }) => word === 1).length / members.length, 0) / names.length;
    const [gap, placebo, chance] = ["all", "control:placebo", "same-prompt:all"].map((group) => found.find((one) => one.group === group));
    expect(gap?.estimate).toBeCloseTo(byHand(["a", "b", "c", "d", "e"]) - byHand(["v", "w", "x", "y", "z"]), 12);
    expect(gap).toMatchObject({ role: "finding", n: 720, clusters: 10, extra: { subjects_first: 5, subjects_second: 5 } });
    expect(gap?.p).toBeLessThan(0.02);
    for (const control of [placebo, chance]) {
      expect(control?.role).toBe("control");
      expect(control?.ci?.[0]).toBeLessThan(0);
      expect(control?.ci?.[1]).toBeGreaterThan(0);
    }
  });

  it("show a divergence beside that of placebos, without a test against 0", () => {
    const findings = computeFindings(divergences(), plan, { ...defaultSettings, resamples: 1_000 });
    expect(findings.map((f) => [f.group, f.role, f.p])).toEqual([["all", "descriptive", null], ["control:placebo", "control", null]]);
  });

  it("are described by unique ids with formula and source", () => {
    const described = describeMetrics();
    expect(new Set(described.map((m) => m.id)).size).toBe(described.length);
    expect(described.every((m) => m.formula !== "" && m.source !== "" && m.version >= 1)).toBe(true);
  });

  it("take 60,000 question rows with 10,000 resamples in seconds", () => {
    const rows = questions(60_000);
    const started = process.cpuUsage();
    const findings = computeFindings(rows, plan, defaultSettings);
    expect(findings.length).toBe(6 * 14);
    // Of the processor, not of the clock: what else the machine does is not at issue.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  }, 60_000);

  it("take the 9,450 rows of discrim-eval's shape, intersections included, in seconds", () => {
    const rows = Array.from({ length: 70 }, (_, s) =>
      Array.from({ length: 9 }, (_, a) =>
        ["male", "female", "non-binary"].flatMap((gender) =>
          ["white", "Black", "Asian", "Hispanic", "Native American"].map((race): DecisionRow => ({
            kind: "decision", item: `${s}:${a}:${gender}:${race}`, phrasing: "f", cluster: `s${s}`, category: "decisions", control: null, labels: { age: String(20 + 10 * a), gender, race }, logYes: -1 + random.uniform(), logNo: -1 + random.uniform(),
          })),
        ),
      ).flat(),
    ).flat();
    const started = process.cpuUsage();
    const findings = computeFindings(rows, { ...plan, metrics: ["decision.contrast"], smallestEffect: { "decision.contrast": 0.2 } }, defaultSettings, { age: "60", gender: "male", race: "white" });
    expect(findings.filter((f) => f.id === "decision.contrast" && f.role === "finding")).toHaveLength(8 + 2 + 4);
    // Of the processor, not of the clock: what else the machine does is not at issue.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  }, 60_000);
});
