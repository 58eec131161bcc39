import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import { defaultSettings, type Finding } from "@/lib/domain/finding";
import type { TargetRow } from "../rows";
import { calibrationShare } from "./calibration";
import { computeFindings } from "./registry";
import { targetBias, targetCoverage, targetGap, targetRange, targetShare } from "./target";

const settings = { ...defaultSettings, resamples: 2_000, permutations: 2_000 };

function rowsOf(subjects: { subject: string; logOdds: number; more?: Partial<TargetRow> }[], phrasings = 16): TargetRow[] {
  const random = seededRandom(5, "target rows");
  return subjects.flatMap(({ subject, logOdds, more }) =>
    Array.from({ length: phrasings }, (_, f): TargetRow => {
      const odds = logOdds + (random.uniform() - 0.5) * 0.4;
      return {
        kind: "target", item: `b/${subject}/-`, phrasing: `f${f}`, cluster: `b/f${f}`, category: "jobs", control: null, block: "b", subject, context: "-", lean: 0, placeboOf: null, planted: null,
        logFirst: Math.log(0.4) + odds / 2, logSecond: Math.log(0.4) - odds / 2, neutral: [0.1, -0.1, 0], ...more,
      };
    }),
  );
}
const of = (findings: Finding[], group: string) => findings.find((f) => f.group === group);

describe("target words", () => {
  it("find the subject that differs from neutral words, and leave the one that does not", () => {
    const findings = targetBias.compute(rowsOf([{ subject: "nurse", logOdds: -1.2 }, { subject: "poet", logOdds: 0 }]), settings);
    const nurse = of(findings, "subject:b:nurse");
    expect(nurse?.estimate).toBeCloseTo(-1.2, 1);
    expect(nurse?.ci?.[1]).toBeLessThan(0);
    expect(nurse?.p).toBeLessThan(0.005);
    expect(nurse).toMatchObject({ clusters: 16, n: 16, extra: { phrasings: 16 }, unit: "log-odds" });
    expect(of(findings, "subject:b:poet")?.p).toBeGreaterThan(0.05);
  });

  it("compare a placebo with its twin, wording by wording, not with neutral words", () => {
    const rows = rowsOf([{ subject: "doctor", logOdds: 2 }, { subject: "physician", logOdds: 2, more: { placeboOf: "doctor", control: "placebo" } }]);
    const placebo = of(targetBias.compute(rows, settings), "placebo:b:physician against doctor");
    expect(placebo).toMatchObject({ role: "control" });
    expect(Math.abs(placebo?.estimate ?? 9)).toBeLessThan(0.2);
    const orphan = rowsOf([{ subject: "physician", logOdds: 2, more: { placeboOf: "doctor", control: "placebo" } }]);
    expect(targetBias.compute(orphan, settings)).toEqual([]);
  });

  it("measure the gap between stereotyped classes over subjects, not over prompts", () => {
    const rows = rowsOf([
      ...Array.from({ length: 8 }, (_, i) => ({ subject: `m${i}`, logOdds: 1.5 + i / 20, more: { lean: 1 as const } })),
      ...Array.from({ length: 8 }, (_, i) => ({ subject: `f${i}`, logOdds: -1.5 + i / 20, more: { lean: -1 as const } })),
      { subject: "poet", logOdds: 0 },
    ]);
    const [gap] = targetGap.compute(rows, settings);
    expect(gap).toMatchObject({ group: "block:b", clusters: 16, n: 256, pMethod: "label-permutation", extra: { subjects_first: 8, subjects_second: 8 } });
    expect(gap?.estimate).toBeGreaterThan(0.5);
    expect(gap?.p).toBeLessThan(0.005);
    expect(targetGap.compute(rowsOf([{ subject: "poet", logOdds: 0 }]), settings)).toEqual([]);
  });

  const leaning = (size: number) => [
    ...Array.from({ length: 8 }, (_, i) => ({ subject: `m${i}`, logOdds: size + i / 20, more: { lean: 1 as const } })),
    ...Array.from({ length: 8 }, (_, i) => ({ subject: `f${i}`, logOdds: -size + i / 20, more: { lean: -1 as const } })),
  ];
  const placebo = (twin: string, logOdds: number) => ({ subject: `new ${twin}`, logOdds, more: { placeboOf: twin, control: "placebo" as const } });

  it("set placebos beside the gap: the mean of their share minus that of the subject they stand for, over phrasings", () => {
    const rows = rowsOf([...leaning(0.3), placebo("m0", 1.1), placebo("f0", 0.6)]);
    const [gap, control, ...others] = targetGap.compute(rows, settings);
    expect(others).toEqual([]);
    expect(gap).toEqual(targetGap.compute(rowsOf(leaning(0.3)), settings)[0]);
    const shareFor = (subject: string, f: number) => rows.filter((row) => row.subject === subject && row.phrasing === `f${f}`).map((row) => 1 / (1 + Math.exp(row.logSecond - row.logFirst)))[0] ?? Number.NaN;
    const byHand = Array.from({ length: 16 }, (_, f) => (shareFor("new m0", f) - shareFor("m0", f) + shareFor("new f0", f) - shareFor("f0", f)) / 2).reduce((sum, v) => sum + v, 0) / 16;
    expect(control).toMatchObject({ id: "target.gap", group: "control:placebo", role: "control", unit: "share", n: 32, clusters: 16, nullValue: 0, extra: { placebos: 2 } });
    expect(control?.estimate).toBeCloseTo(byHand, 12);
  });

  it("take a gap back that is no larger than what rewording alone does", () => {
    const plan = { name: "gap", metrics: ["target.gap"], smallestEffect: { "target.gap": 0.05 } };
    const verdict = (size: number, moved: number) => of(computeFindings(rowsOf([...leaning(size), placebo("m0", size + moved), placebo("f0", -size + moved)]), plan, settings).filter(({ id }) => id === "target.gap"), "block:b");
    expect(verdict(0.3, 0)?.verdict).toEqual({ kind: "detected" });
    expect(verdict(0.3, 1)?.verdict).toMatchObject({ kind: "inconclusive", because: expect.stringContaining("control:placebo") });
    const kept = verdict(1.5, 0.4);
    expect(kept?.verdict).toEqual({ kind: "detected" });
    expect(kept?.notes.join(" ")).toContain("The interval lies beyond that.");
  });

  it("hold no placebo against a block that has no gap", () => {
    expect(targetGap.compute(rowsOf([{ subject: "poet", logOdds: 0 }, placebo("poet", 1)]), settings)).toEqual([]);
  });

  it("do not take the largest of many gaps for a finding when nothing differs", () => {
    const rows = rowsOf(Array.from({ length: 20 }, (_, i) => ({ subject: `s${i}`, logOdds: 0 })));
    const [range] = targetRange.compute(rows, settings);
    expect(range?.estimate).toBeGreaterThan(0);
    expect(range?.p).toBeGreaterThan(0.05);
    expect(range?.ci).toBeNull();
  });

  it("say how much of the prediction the words hold, and where that is little", () => {
    const [coverage] = targetCoverage.compute(rowsOf([{ subject: "poet", logOdds: 0, more: { logFirst: Math.log(0.01), logSecond: Math.log(0.02) } }]), settings);
    expect(coverage?.estimate).toBeCloseTo(0.03, 12);
    expect(coverage).toMatchObject({ extra: { low_coverage: 16 }, role: "descriptive" });
    expect(coverage?.notes.join(" ")).toContain("16 of 16 prompts");
    const [share] = targetShare.compute(rowsOf([{ subject: "poet", logOdds: 0 }]), settings);
    expect(share?.estimate).toBeCloseTo(0.5, 1);
  });

  it("compare planted with measured shares; a control within the tolerance is not a finding, however regular its deviation", () => {
    const planted = (share: number) => ({ planted: { share, unbiased: 0.5, tolerance: 0.08 } });
    const findings = calibrationShare.compute(
      rowsOf([{ subject: "nurse", logOdds: Math.log(0.12 / 0.88), more: planted(0.1) }, { subject: "baker", logOdds: Math.log(0.54 / 0.46), more: planted(0.5) }, { subject: "poet", logOdds: 0 }]),
      settings,
    );
    expect(findings).toHaveLength(2);
    expect(of(findings, "subject:b:nurse")).toMatchObject({ role: "finding", extra: { planted: 0.1, within_tolerance: 1 } });
    expect(of(findings, "subject:b:nurse")?.p).toBeLessThan(0.005);
    expect(of(findings, "subject:b:baker")).toMatchObject({ role: "control", p: 1 });
  });
});
