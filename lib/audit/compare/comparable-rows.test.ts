import { describe, expect, it } from "vitest";
import type { DecisionRow, QuestionRow } from "../rows";
import { comparableRows } from "./comparable-rows";

const question = (item: string, more: Partial<QuestionRow> = {}): QuestionRow => ({
  kind: "question", item, phrasing: "f", cluster: item, category: "age", control: null, condition: "ambiguous", polarity: "negative", target: 0, other: 1, unknown: 2, correct: 2, letters: [0.5, 0.3, 0.2], answers: [-1, -2, -3], ...more,
});
const decision: DecisionRow = { kind: "decision", item: "d", phrasing: "f", cluster: "d", category: "loan", control: null, labels: {}, logYes: -1, logNo: -2 };

describe("letters of two audits", () => {
  it("are compared where both scored them in as many orders", () => {
    const rows = [question("q"), decision];
    expect(comparableRows(rows, rows, { baseline: 2, candidate: 2 })).toEqual({ baseline: rows, candidate: rows, note: null });
  });

  it("are left out where they were scored in other numbers of orders, with the reason; answers by words stay", () => {
    const found = comparableRows([question("q"), decision], [question("q", { letters: null }), decision], { baseline: 6, candidate: 0 });
    expect(found.baseline).toEqual([question("q", { letters: null }), decision]);
    expect(found.candidate).toEqual([question("q", { letters: null }), decision]);
    expect(found.note).toMatch(/^Option letters were scored in 6 orders in a and not at all in b, and are left out: .* by the words of their answers alone\.$/);
  });

  it("leave nothing of a question that has no other score", () => {
    const only = question("q", { answers: null });
    const found = comparableRows([only, decision], [only, decision], { baseline: 1, candidate: 6 });
    expect([found.baseline, found.candidate]).toEqual([[decision], [decision]]);
    expect(found.note).toContain("in one order in a and in 6 orders in b");
    expect(found.note).toContain("none is compared");
  });

  it("say nothing about suites without questions", () => {
    expect(comparableRows([decision], [decision], { baseline: 6, candidate: 2 }).note).toBeNull();
  });
});
