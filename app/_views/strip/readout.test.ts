import { describe, expect, it } from "vitest";
import { displayTokens } from "@/lib/domain/display-tokens";
import { stripReadout, stripTable } from "./readout";

const table = {
  ids: [5, 6, 7],
  bytes: ["The", " cat", "x".repeat(60)].map(btoa),
  special: [false, false, false],
  logprob: [null, Math.log(0.5), 0],
  rank: [null, 2, 1],
  entropy: [Math.LN2, 0, null],
};
const display = displayTokens(table);

describe("the line below the strip", () => {
  it("gives the figures of the token in focus", () => {
    expect(stripReadout(display, table, 1, 1)).toMatch(/^·cat {2}p \.50 · rank 2 · 1\.00.bits$/);
  });

  it("says when nothing was predicted, and shortens what is long", () => {
    expect(stripReadout(display, table, 1, 0)).toBe("The  nothing predicted here · prompt");
    expect(stripReadout(display, table, 1, 2).startsWith(`${"x".repeat(23)}…  p 1`)).toBe(true);
  });

  it("tells what to do while nothing is in focus", () => {
    expect(stripReadout(display, table, 1, null)).toContain("click to lock");
  });
});

describe("the table behind the strip", () => {
  it("has a row for every token, with blanks where nothing was measured", () => {
    const { columns, rows } = stripTable(display, table, 1, { title: "weight", values: [0.25, null, 0] });
    expect(columns.at(-1)?.label).toBe("weight");
    expect(rows[0]).toEqual([0, "The", 5, "prompt", null, null, null, null, null, 0.25]);
    expect(rows[1]?.slice(3)).toEqual(["written", Math.log(0.5), 0.5, 1, 1, 2, null]);
    expect(rows).toHaveLength(3);
  });
});
