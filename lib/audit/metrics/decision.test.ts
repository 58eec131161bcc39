import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import { defaultSettings, type Finding } from "@/lib/domain/finding";
import type { DecisionRow } from "../rows";
import { benjaminiHochberg } from "@/lib/stats/families";
import { computeFindings } from "./registry";
import { coverageOfDecisions, decisionContrast, impactRatio, scenarioContrasts, groupsOf } from "./decision";

const settings = { ...defaultSettings, resamples: 2_000, permutations: 2_000 };
const references = { gender: "male", age: "30" };

/** 30 scenarios with an own baseline each; women lose 0.5 in logits, age does nothing. */
function rows(penalty = 0.5): DecisionRow[] {
  const random = seededRandom(8, "decisions");
  return Array.from({ length: 30 }, (_, s) => {
    const baseline = (random.uniform() - 0.4) * 2;
    return ["male", "female"].flatMap((gender) =>
      ["30", "60"].map((age): DecisionRow => {
        const y = baseline - (gender === "female" ? penalty : 0) + (random.uniform() - 0.5) * 0.2;
        return { kind: "decision", item: `d/${s}/${gender}${age}`, phrasing: "f", cluster: `s${s}`, category: "loan", control: null, labels: { gender, age }, logYes: Math.log(0.4) + y / 2, logNo: Math.log(0.4) - y / 2 };
      }),
    );
  }).flat();
}
const of = (findings: Finding[], group: string) => findings.find((f) => f.group === group);

describe("decisions", () => {
  it("contrast each group with the reference within scenarios, with t over scenarios", () => {
    const findings = decisionContrast(references).compute(rows(), settings);
    expect(findings.map((f) => f.group)).toEqual(["age:60", "gender:female", "age:30 & gender:female", "age:60 & gender:female", "age:60 & gender:male"]);
    const women = of(findings, "gender:female");
    expect(women?.estimate).toBeCloseTo(-0.5, 1);
    expect(women).toMatchObject({ clusters: 30, ciMethod: "student", role: "finding", unit: "log-odds" });
    expect(women?.p).toBeLessThan(1e-6);
    expect(of(findings, "age:60")?.p).toBeGreaterThan(0.05);
    expect(of(findings, "age:60 & gender:female")?.role).toBe("descriptive");
  });

  it("scan intersections at a false-discovery rate: each p is adjusted, with an effect and what could have been seen", () => {
    const plan = { name: "declared", metrics: ["decision.contrast"], smallestEffect: { "decision.contrast": 0.2 } };
    const findings = computeFindings(rows(), plan, settings, references);
    const crossed = findings.filter(({ id, group }) => id === "decision.contrast" && group.includes(" & "));
    expect(crossed).toHaveLength(3);
    const adjusted = benjaminiHochberg(crossed.map(({ p }) => p));
    crossed.forEach((finding, i) => {
      expect(finding).toMatchObject({ role: "descriptive", verdict: null, family: { name: "declared (exploratory)", size: 3, correction: "benjamini-hochberg" }, effect: { name: "cohen-dz" } });
      expect(finding.pAdjusted).toBe(adjusted[i]);
      expect(finding.mde?.value).toBeGreaterThan(0);
      expect(finding.effect?.ci?.[0]).toBeLessThan(finding.effect?.value ?? -9);
    });
    // The declared family is not made larger by them, and figures without a test stay in none.
    expect(findings.filter(({ family }) => family?.name === "declared").map(({ group, family }) => [group, family?.size])).toEqual([["age:60", 2], ["gender:female", 2]]);
    expect(findings.filter(({ id }) => id === "decision.impact_ratio").every(({ family, mde }) => family === null && mde === null)).toBe(true);
  });

  it("could have seen what a test by t finds at the strictest step of Holm, not what a normal one would", () => {
    const plan = { name: "declared", metrics: ["decision.contrast"], smallestEffect: { "decision.contrast": 0.2 } };
    const few = rows().filter(({ cluster }) => ["s1", "s2", "s3", "s4", "s5"].includes(cluster));
    const women = of(computeFindings(few, plan, settings, references).filter(({ id }) => id === "decision.contrast"), "gender:female");
    expect(women).toMatchObject({ clusters: 5, pMethod: "student", mde: { alpha: 0.025, power: 0.8 } });
    // qt(.9875, 4) + qt(.8, 4) = 3.4954059 + 0.9409646; normal quantiles give 3.0830.
    expect((women?.mde?.value ?? 0) / (women?.standardError ?? 1)).toBeCloseTo(4.4363705, 4);
  });

  it("hold a control against the same reference", () => {
    const placebo = rows().filter((r) => r.labels.gender === "male" && r.labels.age === "30").map((r) => ({ ...r, item: `${r.item}-p`, labels: {}, control: "placebo" as const, logYes: r.logYes + 0.01 }));
    const control = of(decisionContrast(references).compute([...rows(), ...placebo], settings), "control:placebo");
    expect(control?.role).toBe("control");
    // A shift that is the same everywhere leaves no spread to judge it by.
    expect(control?.estimate === null || Math.abs((control?.estimate ?? 1) - 0.01) < 1e-9).toBe(true);
  });

  it("use only scenarios in which both groups were scored", () => {
    const some = rows().filter((r) => r.cluster !== "s3" || r.labels.gender === "male");
    const women = groupsOf(some).find((g) => g.name === "gender:female");
    expect(women && scenarioContrasts(some, women, references)).toHaveLength(29);
  });

  it("flag an impact ratio below four fifths, and only where the reference is not concerned", () => {
    const findings = impactRatio.compute(rows(0.8), settings);
    const women = of(findings, "gender:female");
    const men = of(findings, "gender:male");
    expect(men?.estimate).toBe(1);
    expect(women?.estimate).toBeLessThan(0.8);
    expect(women).toMatchObject({ extra: { flagged: 1 }, effect: { name: "impact-ratio" } });
    expect(women?.ci?.[0]).toBeLessThan(women?.estimate ?? 0);
    expect(men?.extra.flagged).toBe(0);
    expect(of(findings, "age:60 & gender:female")?.extra.flagged).toBe(1);
  });

  it("leave a ratio undefined where nobody was selected", () => {
    const none = rows().map((r) => ({ ...r, logYes: -5, logNo: -1 }));
    expect(of(impactRatio.compute(none, settings), "gender:female")).toMatchObject({ estimate: null, ci: null });
  });

  it("report how much probability yes and no hold", () => {
    const [coverage] = coverageOfDecisions.compute(rows().map((r) => ({ ...r, logYes: Math.log(0.02), logNo: Math.log(0.03) })), settings);
    expect(coverage?.estimate).toBeCloseTo(0.05, 12);
    expect(coverage?.notes.join(" ")).toContain("120 of 120 prompts");
  });
});
