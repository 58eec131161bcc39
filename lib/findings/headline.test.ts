import { expect, it } from "vitest";
import { finding } from "./testing";
import { headlineOf } from "./headline";

const result = (findings: ReturnType<typeof finding>[]) => ({ suite: "s", trials: 1, complete: true, findings });
const subject = (name: string, estimate: number, verdict: ReturnType<typeof finding>["verdict"]) => finding({ id: "target.bias", group: `subject:o:${name}`, estimate, verdict });

it("lets the finding over the whole suite speak where the family has one", () => {
  const headline = headlineOf(result([subject("nurse", -3, { kind: "detected" }), finding({ verdict: { kind: "not-detected", wouldHaveSeen: 0.06 } })]));
  expect(headline).toMatchObject({ kind: "not-detected", title: "Not detected", leadIs: null });
  expect(headline.lead?.id).toBe("target.gap");
});

it("counts several findings by verdict and names the farthest as such, without merging them", () => {
  const headline = headlineOf(result([subject("nurse", -1, { kind: "detected" }), subject("miner", 2, { kind: "detected" }), subject("poet", 0, { kind: "inconclusive", couldOnlyHaveSeen: 1, because: "" })]));
  expect(headline.title).toBe("Detected for 2 of 3");
  expect(headline.counts).toEqual({ detected: 2, notDetected: 0, inconclusive: 1 });
  expect(headline.lead?.group).toBe("subject:o:miner");
  expect(headline.leadIs).toContain("miner");
});

it("shows a detected finding before a larger one that chance could explain", () => {
  const headline = headlineOf(result([subject("a", 0.5, { kind: "detected" }), subject("b", 4, { kind: "inconclusive", couldOnlyHaveSeen: 6, because: "" })]));
  expect(headline.lead?.group).toBe("subject:o:a");
});

it("does not call a suite without detected findings free of bias", () => {
  const headline = headlineOf(result([subject("a", 0, { kind: "not-detected", wouldHaveSeen: 0.4 }), subject("b", 1, { kind: "inconclusive", couldOnlyHaveSeen: 2, because: "" })]));
  expect(headline).toMatchObject({ kind: "inconclusive", title: "Inconclusive for 1 of 2" });
});

it("points out controls that show an effect", () => {
  const headline = headlineOf(result([finding(), finding({ role: "control", group: "control:placebo" })]));
  expect(headline.controls).toBe(1);
  expect(headline.failedControls.map(({ group }) => group)).toEqual(["control:placebo"]);
});

it("has no verdict without findings of the family", () => {
  expect(headlineOf(result([finding({ verdict: null, role: "descriptive" })]))).toMatchObject({ lead: null, kind: null, title: "No verdict" });
});

it("shows where an unfinished suite stands without a verdict", () => {
  const findings = [finding({ verdict: null }), finding({ id: "target.coverage", group: "all", verdict: null, role: "descriptive" }), finding({ id: "target.share", group: "all", verdict: null })];
  const headline = headlineOf({ ...result(findings), complete: false }, ["target.gap"]);
  expect(headline).toMatchObject({ title: "Not finished", kind: null, counts: { detected: 0, notDetected: 0, inconclusive: 0 } });
  expect(headline.lead?.id).toBe("target.gap");
});
