import { describe, expect, it } from "vitest";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { recentRows } from "./rows";

const now = new Date(2026, 5, 20, 15, 0);
const at = (day: number, hour: number) => new Date(2026, 5, day, hour).toISOString();
const inspection = (id: string, createdAt: string, parentId: string | null = null): InspectionSummary => ({
  id,
  title: id,
  state: "complete",
  modelId: "m",
  modelFileName: "m",
  mode: "completion",
  prompt: id,
  promptTokens: 1,
  totalTokens: 2,
  parentId,
  branchPosition: parentId ? 1 : null,
  branchText: parentId ? " Lyon" : null,
  createdAt,
  traceBytes: 1,
});
const shape = (rows: ReturnType<typeof recentRows>) => rows.map((row) => (row.kind === "heading" ? `# ${row.label}` : `${"  ".repeat(row.depth)}${row.summary.id}${row.orphan ? "?" : ""}`));

describe("the list of inspections", () => {
  it("puts branches below what they came from, and the newest tree first", () => {
    const rows = recentRows(
      [inspection("b2", at(20, 14), "a"), inspection("c", at(20, 13)), inspection("b1", at(20, 12), "a"), inspection("b1x", at(20, 14), "b1"), inspection("a", at(20, 11))],
      now,
    );
    expect(shape(rows)).toEqual(["# Today", "c", "a", "  b1", "    b1x", "  b2"]);
  });

  it("heads each stretch of days once", () => {
    const rows = recentRows([inspection("a", at(20, 1)), inspection("b", at(19, 23)), inspection("c", at(16, 1)), inspection("d", at(15, 1)), inspection("e", at(1, 1))], now);
    expect(shape(rows)).toEqual(["# Today", "a", "# Yesterday", "b", "# This week", "c", "d", "# June 2026", "e"]);
  });

  it("keeps a branch in sight when its origin is not in the list", () => {
    expect(shape(recentRows([inspection("b", at(20, 12), "gone")], now))).toEqual(["# Today", "b?"]);
  });
});
