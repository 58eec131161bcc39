import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayTokens, textBetween } from "./display-tokens";
import { textUnits, unitFigures, type TextUnitKind } from "./text-units";

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const read = (pieces: string[], special: number[] = []) =>
  displayTokens({ bytes: pieces.map(base64), special: pieces.map((_, i) => special.includes(i)) });
const unitTexts = (pieces: string[], kind: TextUnitKind, special: number[] = []) => {
  const display = read(pieces, special);
  return textUnits(display, kind).map(({ first, last }) => textBetween(display, first, last));
};

describe("words", () => {
  it("are put together from their tokens, with the space before them", () => {
    expect(unitTexts(["The", " cap", "ital", " of", " Fr", "ance", " is", " Paris", "."], "word")).toEqual([
      "The",
      " capital",
      " of",
      " France",
      " is",
      " Paris",
      ".",
    ]);
  });

  it("take a space that is a token of its own with what follows", () => {
    expect(unitTexts(["a", " ", "b", "  ", "c"], "word")).toEqual(["a", " b", "  c"]);
  });

  it("are not parted where a token crosses the boundary between two words", () => {
    expect(unitTexts(["x", "), (", "y"], "word")).toEqual(["x", "), (", "y"]);
  });

  it("keep control tokens and line breaks apart", () => {
    expect(unitTexts(["<|User|>", "Hi", "\n", "you", "<|end|>"], "word", [0, 4])).toEqual(["<|User|>", "Hi", "\n", "you", "<|end|>"]);
  });
});

describe("sentences", () => {
  it("end after their full stop, and the space goes with the next one", () => {
    expect(unitTexts(["It", " was", " he", ".", " Then", " she", " left", "."], "sentence")).toEqual(["It was he.", " Then she left."]);
  });

  it("keep the line break that ends them", () => {
    expect(unitTexts(["One", ".", "\n", "\n", "Two", "."], "sentence")).toEqual(["One.\n\n", "Two."]);
  });
});

describe("units of any kind", () => {
  it("cover every token once, in order, and never part a glyph", () => {
    const pieces = fc.array(fc.oneof(fc.string(), fc.constantFrom(" ", "\n", ". ", " the", "é", "日本")), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pieces, fc.constantFrom<TextUnitKind>("token", "word", "sentence"), (parts, kind) => {
        const display = read(parts);
        const units = textUnits(display, kind);
        expect(units.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))).toEqual(parts.map((_, i) => i));
        const starts = new Set(display.glyphs.map((glyph) => glyph.first));
        for (const unit of units) expect(starts.has(unit.first)).toBe(true);
      }),
    );
  });
});

describe("figures of a unit", () => {
  const table = {
    logprob: [null, Math.log(0.5), Math.log(0.25), Math.log(1)],
    rank: [null, 1, 3, 1],
    entropy: [Math.LN2, 2 * Math.LN2, 0, 5],
  };

  it("are the token's own when it has one token", () => {
    const figures = unitFigures(table, { first: 1, last: 1 });
    expect(figures.probability).toBeCloseTo(0.5, 12);
    expect(figures.surprisal).toBeCloseTo(1, 12);
    expect(figures.entropy).toBeCloseTo(1, 12); // of the distribution before it
    expect(figures.rank).toBe(1);
  });

  it("put tokens together as the legend says", () => {
    const figures = unitFigures(table, { first: 1, last: 2 });
    expect(figures.predicted).toBe(2);
    expect(Math.exp(figures.logprob ?? NaN)).toBeCloseTo(0.125, 12);
    expect(figures.probability).toBeCloseTo(0.25, 12);
    expect(figures.surprisal).toBeCloseTo(1.5, 12);
    expect(figures.entropy).toBeCloseTo(1.5, 12);
    expect(figures.rank).toBe(3);
  });

  it("are not measured, rather than 0, for the first token of a text", () => {
    expect(unitFigures(table, { first: 0, last: 0 })).toEqual({
      predicted: 0,
      logprob: null,
      probability: null,
      surprisal: null,
      entropy: null,
      rank: null,
    });
  });

  it("add up to the log-probability of the text however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -20, max: 0, noNaN: true }), { minLength: 2, maxLength: 30 }), fc.nat(), (logprob, at) => {
        const all = { logprob, rank: logprob.map(() => 1), entropy: logprob.map(() => 0) };
        const cut = at % (logprob.length - 1);
        const whole = unitFigures(all, { first: 0, last: logprob.length - 1 }).logprob ?? NaN;
        const left = unitFigures(all, { first: 0, last: cut }).logprob ?? NaN;
        const right = unitFigures(all, { first: cut + 1, last: logprob.length - 1 }).logprob ?? NaN;
        expect(left + right).toBeCloseTo(whole, 9);
      }),
    );
  });
});
