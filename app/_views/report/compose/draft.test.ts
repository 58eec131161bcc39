import { expect, it } from "vitest";
import type { AuditSummary } from "@/lib/domain/audit";
import { emptyDraft, isReportable, requestOf, titleFor, toggled } from "./draft";

const audit = (id: string, patch: Partial<AuditSummary> = {}): AuditSummary => ({
  id, title: id, state: "complete", modelId: "m", modelFileName: "demo-f16.gguf", suites: ["decisions"], unitsDone: 10, unitsTotal: 10, verdicts: { detected: 0, notDetected: 0, inconclusive: 0 },
  createdAt: "2026-11-24T12:00:00.000Z", finishedAt: null, ...patch,
});
const audits = [audit("a"), audit("b", { modelFileName: "demo-q4_0.gguf", suites: ["decisions", "pairs"] })];

it("names a report after its suites and files until a person does", () => {
  expect(titleFor(emptyDraft(["a", "b"]), audits)).toBe("decisions, pairs on demo-f16.gguf, demo-q4_0.gguf");
  expect(titleFor({ ...emptyDraft(["a"]), title: " Mine " }, audits)).toBe("Mine");
});

it("asks for ids and scores unless told otherwise, and for nothing without an audit", () => {
  expect(requestOf(emptyDraft(["a"]), audits)).toMatchObject({ audits: ["a"], profile: "scores", baseline: null });
  expect(requestOf(emptyDraft([]), audits)).toBeNull();
  expect(requestOf(emptyDraft(["gone"]), audits)).toBeNull();
});

it("never compares an audit with itself", () => {
  expect(requestOf({ ...emptyDraft(["a"]), baseline: "a" }, audits)?.baseline).toBeNull();
  expect(requestOf({ ...emptyDraft(["a"]), baseline: "b" }, audits)?.baseline).toBe("b");
});

it("keeps the order of choosing", () => {
  expect(toggled(toggled(["b"], "a"), "b")).toEqual(["a"]);
  expect(toggled(["b"], "a")).toEqual(["b", "a"]);
});

it("offers partial audits, and none that has not measured anything", () => {
  expect([audit("x", { state: "paused" }), audit("y", { state: "queued", unitsDone: 0 }), audit("z", { state: "failed", unitsDone: 0 })].map(isReportable)).toEqual([true, false, false]);
});
