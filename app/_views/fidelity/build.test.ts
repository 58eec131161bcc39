import { describe, expect, it } from "vitest";
import type { FidelityText } from "@/lib/domain/fidelity";
import { flipShares, klBounds, klHistogram, klNames, klRange, marginName, sortRows, stripFigures, textRows } from "./build";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const text = (id: string, kl: number[], patch: Partial<FidelityText> = {}): FidelityText => ({
  id, tokens: kl.length, bytes: kl.map((_, i) => base64(` w${i}`)), kl, covered: kl.map(() => 0.9), topChanged: [], routing: { decisions: 10, flips: 1 }, flippedLayers: kl.map(() => 0),
  agreedTokens: null, written: { model: [], against: [] }, ...patch,
});

describe("the distribution of divergence", () => {
  it("counts every token once, at the right side of each bound", () => {
    const bins = klHistogram([text("a", [0, 1e-6, 0.0099, 0.01, 0.5, 1, 30])]);
    expect(bins).toEqual([1, 1, 0, 0, 1, 1, 1, 2]);
    expect(bins).toHaveLength(klNames.length);
    expect(klBounds).toHaveLength(klNames.length - 1);
    expect(klRange(0)).toContain("below");
    expect(klRange(7)).toBe("1 nat or more");
  });
});

describe("the table of texts", () => {
  const rows = textRows({ texts: [text("calm", [0, 0.1], { agreedTokens: 7 }), text("worst", [1, 0], { agreedTokens: null }), text("early", [0.2, 0.2], { agreedTokens: 0, routing: null })] });
  const ids = (by: Parameters<typeof sortRows>[1], ascending = false) => sortRows(rows, by, ascending).map((row) => row.text.id);
  it("puts the worst first, by mean or by the largest token", () => {
    expect(ids("mean")).toEqual(["worst", "early", "calm"]);
    expect(ids("largest")).toEqual(["worst", "early", "calm"]);
    expect(ids("mean", true)).toEqual(["calm", "early", "worst"]);
  });
  it("takes a text that never differs for the best, and one that differs at once for the worst", () => {
    expect(ids("agreed")).toEqual(["early", "calm", "worst"]);
  });
  it("puts a model without routers last, and keeps the order of texts that are alike", () => {
    expect(ids("flips")).toEqual(["calm", "worst", "early"]);
    expect(ids("topChanged")).toEqual(["calm", "worst", "early"]);
  });
  it("leaves control tokens out of a text's beginning", () => {
    const [row] = textRows({ texts: [text("x", [0, 0], { bytes: [base64("<｜begin▁of▁sentence｜>"), base64("Once upon")] })] });
    expect(row?.excerpt).toBe("Once upon");
  });
  it("shows hostile text as it is, cut to a line", () => {
    const [row] = textRows({ texts: [text("x", [0], { bytes: [base64(`<script>alert(1)</script>\n\n${"y".repeat(200)}`)] })] });
    expect(row?.excerpt).toMatch(/^<script>alert\(1\)<\/script> y+…$/);
    expect([...(row?.excerpt ?? "")].length).toBeLessThanOrEqual(91);
  });
});

it("a share of no decisions is not measured, and bins are named by their bounds", () => {
  const bins = [{ below: 0.01, decisions: 0, flips: 0 }, { below: null, decisions: 4, flips: 1 }];
  expect(flipShares(bins)).toEqual([NaN, 0.25]);
  expect(bins.map((bin, i) => marginName(bin, bins[i - 1]))).toEqual(["<.01", "≥.01"]);
});

it("each token has its figures, and a token within a character has no text of its own", () => {
  const figures = stripFigures(text("a", [0.1, 0.2], { bytes: [Buffer.from([0xc3]).toString("base64"), Buffer.from([0xa9]).toString("base64")], topChanged: [1], flippedLayers: null }));
  expect(figures.map(({ shown, kl, topChanged, flips }) => [shown, kl, topChanged, flips])).toEqual([["é", 0.1, false, null], ["⋯", 0.2, true, null]]);
});
