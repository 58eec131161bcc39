import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edit } from "./edit";
import { DRAFT_MOST, editsInForce, formatDraft, parseDraft, parsePositions, type DraftEdit } from "./edit-draft";
import { defaultViewState, formatViewState, parseViewState } from "./view-state";

const run = "0b5a2f0e-8d0c-4c7e-9a51-3d1f2b6a7c88";
const all: Edit[] = [
  { kind: "expert-off", layer: 3, expert: 5, positions: "all" },
  { kind: "expert-reroute", layer: 1, expert: 0, positions: [4] },
  { kind: "expert-force", layer: 1, expert: 2, positions: [1, 2, 3, 7] },
  { kind: "head-off", layer: 0, head: 5, positions: [9, 2] },
  { kind: "head-mean", layer: 2, head: 1, positions: "all" },
  { kind: "attention-block", layer: 2, head: 1, from: 3, to: 5 },
  { kind: "attention-block", layer: "all", head: "all", from: 0, to: "all" },
  { kind: "attention-write-off", layer: 4, positions: [0] },
  { kind: "ffn-write-off", layer: 4, positions: "all" },
  { kind: "residual-scale", layer: 5, positions: "all", factor: -0.5 },
  { kind: "residual-add", layer: 5, positions: [5], factor: 1e-7, direction: { token: 415 } },
  { kind: "residual-add", layer: 5, positions: "all", factor: 2e21, direction: { plus: { source: run, position: 4 }, minus: { source: run, position: 0 } } },
  { kind: "residual-patch", layer: 2, positions: "all", source: run },
  { kind: "residual-patch", layer: 2, positions: [1, 2], source: run, sourcePositions: [4, 3] },
];

describe("a list of edits in an address", () => {
  it("comes back as it was, each kind, on and off, through the address itself", () => {
    const entries = all.map((edit, i): DraftEdit => ({ edit, on: i % 3 !== 0 }));
    const address = formatViewState({ ...defaultViewState, edits: formatDraft(entries) }).toString();
    const back = parseViewState(new URLSearchParams(address));
    expect(parseDraft(back.edits)).toEqual({ entries, unread: 0 });
    expect(editsInForce(entries)).toEqual(all.filter((_, i) => i % 3 !== 0));
  });

  it("is short and plain", () => {
    expect(formatDraft([{ edit: { kind: "expert-off", layer: 3, expert: 5, positions: "all" }, on: true }, { edit: { kind: "head-off", layer: 0, head: 5, positions: [1, 2, 3, 7] }, on: false }])).toBe("xo_3_5_a*-ho_0_5_1-3.7");
    expect(formatDraft([])).toBeUndefined();
    expect(parseDraft(undefined)).toEqual({ entries: [], unread: 0 });
  });

  it("leaves out what is no edit and keeps the others", () => {
    const hostile = ["xo_3_5", "xo_3_5_a_1", "xo_-1_5_a", "xo_3_1e3_a", "xo_99999999999_5_a", "xo__5_a", "zz_1_2_a", "rs_1_a_NaN", "rs_1_a_1e999", "ab_a_a_1", "rp_1_a_", "xo_3_5_9-1", "xo_3_5_0-99999999", "xo_3_5_1..2", "--xo_3_5_a", "__proto___1"];
    for (const text of hostile) expect(parseDraft(`xo_3_5_a*${text}`), text).toEqual({ entries: [{ edit: all[0], on: true }], unread: 1 });
    expect(parseDraft(Array.from({ length: DRAFT_MOST + 5 }, () => "xo_3_5_a").join("*"))).toMatchObject({ unread: 5 });
  });

  it("never throws, whatever the address holds, and writes again what it could read", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."xorhmabfwsp_*-.0123456789e+".split("")), maxLength: 60 }), (text) => {
        const { entries } = parseDraft(text);
        expect(parseDraft(formatDraft(entries)).entries).toEqual(entries);
      }),
    );
    expect(parseViewState(new URLSearchParams({ edits: "xo_3_5_a<script>" })).edits).toBeUndefined();
    expect(parseViewState(new URLSearchParams({ edits: "x".repeat(9_000) })).edits).toBeUndefined();
  });

  it("reads positions as numbers and ranges", () => {
    expect(parsePositions("a")).toBe("all");
    expect(parsePositions("2.5-7")).toEqual([2, 5, 6, 7]);
    expect(parsePositions("")).toBeNull();
    expect(parsePositions("1-2-3")).toBeNull();
  });
});
