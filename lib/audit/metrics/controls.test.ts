import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/domain/finding";
import { heldAgainstControls, movedControls } from "./controls";
import { undefinedFinding } from "./estimate";

function detected(group: string, role: Finding["role"], estimate: number, ci: [number, number], id = "target.bias"): Finding {
  return { ...undefinedFinding({ id, version: 1, group, role, unit: "log-odds" }, 20, 20, 0, ""), notes: [], estimate, ci, p: 0.001, pAdjusted: 0.002, mde: { value: 0.1, alpha: 0.05, power: 0.8 }, verdict: { kind: "detected" } };
}
const quiet = (finding: Finding): Finding => ({ ...finding, verdict: { kind: "not-detected", wouldHaveSeen: 0.1 } });

const far = detected("subject:far", "finding", 0.6, [0.4, 0.8]);
const near = detected("subject:near", "finding", -0.35, [-0.5, -0.2]);
const control = detected("control:placebo", "control", -0.3, [-0.4, -0.2]);

describe("controls that moved", () => {
  it("leave a finding detected only where its whole interval lies beyond them, and are named beside it", () => {
    const [kept, lowered, same] = heldAgainstControls([far, near, control]);
    expect(kept?.verdict).toEqual({ kind: "detected" });
    expect(kept?.notes).toEqual(["Controls moved too: 1, by up to 0.300 (control:placebo). The interval lies beyond that."]);
    expect(lowered?.verdict).toMatchObject({ kind: "inconclusive", couldOnlyHaveSeen: 0.3, because: expect.stringContaining("control:placebo") });
    expect(same).toEqual(control);
  });

  it("of another metric, or that were not detected, change nothing", () => {
    const findings = [far, near, quiet(control), detected("control:placebo", "control", 9, [8, 10], "target.gap")];
    expect(heldAgainstControls(findings)).toEqual(findings);
  });

  it("are measured from the null value, not from 0", () => {
    const ratio = (finding: Finding): Finding => ({ ...finding, nullValue: 50, estimate: 50 + (finding.estimate ?? 0), ci: finding.ci && [50 + finding.ci[0], 50 + finding.ci[1]] });
    expect(heldAgainstControls([far, near, control].map(ratio)).map(({ verdict }) => verdict?.kind)).toEqual(["detected", "inconclusive", "detected"]);
    expect(movedControls([ratio(control)])[0]?.distance).toBeCloseTo(0.3, 12);
  });

  it("are listed from the farthest", () => {
    expect(movedControls([far, control, detected("control:neutral", "control", 0.5, [0.4, 0.6])]).map(({ group }) => group)).toEqual(["control:neutral", "control:placebo"]);
  });
});
