import { describe, expect, it } from "vitest";
import { displayTokens } from "@/lib/domain/display-tokens";
import { itemLabel, markParts } from "./item-text";
import { stripLines } from "./strip-items";
import { figureScales, figureValue, largestValue } from "./strip-scale";

const base64 = (bytes: Iterable<number>): string => btoa(String.fromCharCode(...bytes));
const read = (pieces: (string | number[])[], special: number[] = []) =>
  displayTokens({
    bytes: pieces.map((piece) => base64(typeof piece === "string" ? new TextEncoder().encode(piece) : piece)),
    special: pieces.map((_, i) => special.includes(i)),
  });

describe("the strip's items", () => {
  it("begin a new line after each line break of the text", () => {
    const lines = stripLines(read(["def", " f", ":\n", "  x", "\n", "\n", "y"]), "token");
    expect(lines.map((line) => line.map((item) => item.shown))).toEqual([["def", "·f", ":↵"], ["··x", "↵"], ["↵"], ["y"]]);
  });

  it("cut a text without line breaks into lines that can be skipped when out of sight", () => {
    const lines = stripLines(read(Array.from({ length: 1_000 }, () => " a")), "token");
    expect(lines.map((line) => line.length)).toEqual([400, 400, 200]);
  });

  it("keep each token of a shared character selectable, and draw the character once", () => {
    const [line] = stripLines(read([[0xf0, 0x9f], [0x98], [0x80], "!"]), "token");
    expect(line?.map(({ first, shown, run }) => ({ first, shown, run }))).toEqual([
      { first: 0, shown: "😀", run: { place: 0, size: 3 } },
      { first: 1, shown: "", run: { place: 1, size: 3 } },
      { first: 2, shown: "", run: { place: 2, size: 3 } },
      { first: 3, shown: "!", run: null },
    ]);
  });

  it("bracket thinking from its first to its last item", () => {
    const pieces = ["Q", "<think>", "7", "+", "</think>", "15", "<think>", "!"];
    const [line] = stripLines(read(pieces, [1, 4, 6]), "token");
    expect(line?.map((item) => item.think)).toEqual([null, "start", "inside", "inside", "end", null, "start", "inside"]);
  });

  it("say what they are to a screen reader", () => {
    const [line] = stripLines(read([" Paris", "<end>"], [1]), "token");
    const [paris, end] = line ?? [];
    if (!paris || !end) throw new Error("two items expected");
    expect(itemLabel(paris, { prompt: false, total: 2, figure: "probability .97" })).toBe("space, Paris, written, token 1 of 2, probability .97");
    expect(itemLabel(end, { prompt: true, total: 2, figure: "not measured" })).toBe("control token <end>, prompt, token 2 of 2, not measured");
  });

  it("part whitespace marks from words", () => {
    expect(markParts("·the·cat↵")).toEqual([
      { text: "·", mark: true },
      { text: "the", mark: false },
      { text: "·", mark: true },
      { text: "cat", mark: false },
      { text: "↵", mark: true },
    ]);
  });
});

describe("the strip's scales", () => {
  it("place values between receding and standing out, and keep to the ends beyond them", () => {
    expect(figureScales.probability.position(0.25)).toBe(0.25);
    expect(figureScales.surprisal.position(5)).toBe(0.5);
    expect(figureScales.surprisal.position(99)).toBe(1);
    expect(figureScales.rank.position(1)).toBe(0);
    expect(figureScales.rank.position(10)).toBeCloseTo(1 / 3, 12);
    expect(figureScales.rank.position(1_000_000)).toBe(1);
  });

  it("have each tick of the legend where the scale puts its value", () => {
    for (const { position, ticks } of Object.values(figureScales)) {
      for (const { at, label } of ticks) expect(position(Number(label.replace("+", "")))).toBeCloseTo(at, 12);
    }
  });

  it("know a value that was not measured from 0", () => {
    const table = { logprob: [null, 0], rank: [null, 1], entropy: [0, null] };
    expect(figureValue(table, { first: 0, last: 0 }, "surprisal")).toBeNull();
    expect(figureValue(table, { first: 1, last: 1 }, "surprisal")).toBeCloseTo(0, 12);
    expect(largestValue([null, 0.2, null, 0.1], { first: 0, last: 3 })).toBe(0.2);
    expect(largestValue([null, null], { first: 0, last: 1 })).toBeNull();
  });
});
