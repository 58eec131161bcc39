import { describe, expect, it } from "vitest";
import { displayTokens } from "@/lib/domain/display-tokens";
import { marksOf, marksText, promptParts, spansOf } from "./parts";
import { partName, partsTable, placesOf, shadedPieces, strongest } from "./strip";

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const display = (tokens: readonly string[]) => displayTokens({ bytes: tokens.map(encode), special: tokens.map((token) => token.startsWith("<｜") || token === "<think>" || token === "</think>") });
const plain = display(["<｜begin▁of▁sentence｜>", "The", " cap", "ital", " is", " red", ".", " It", " is", " big", "."]);
const chat = display(["<｜begin▁of▁sentence｜>", "<｜User｜>", "1", "+", "2", "<｜Assistant｜>", "<think>", "One.", " Two.", "</think>", "3"]);

const texts = (shown: typeof plain, found: ReturnType<typeof promptParts>) => (found.ok ? found.parts.map((part) => partName(shown, part)) : found.text);

describe("parts of the text before an answer", () => {
  it("are tokens, words or sentences, without the mark of its beginning", () => {
    expect(texts(plain, promptParts(plain, "token", 4, undefined))).toEqual(["“The”", "“·cap”", "“ital”", "“·is”"]);
    expect(texts(plain, promptParts(plain, "word", 4, undefined))).toEqual(["“The”", "“·capital”", "“·is”"]);
    expect(texts(plain, promptParts(plain, "sentence", 8, undefined))).toEqual(["“The·capital·is·red.”", "“·It·is”"]);
  });

  it("end with the text before the answer", () => {
    const found = promptParts(plain, "word", 2, undefined);
    expect(found.ok && found.parts.at(-1)).toEqual({ first: 2, last: 2 });
  });

  it("are the turns of a chat, but for the one in which the answer begins", () => {
    expect(texts(chat, promptParts(chat, "turn", 5, undefined))).toEqual(["“User1+2”"]);
  });

  it("are the thinking as a whole or by its sentences, where it is finished before the answer", () => {
    expect(texts(chat, promptParts(chat, "think", 9, undefined))).toEqual(["“<think>One.·Two.</think>”".replace("<think>", partName(chat, { first: 6, last: 6 }).slice(1, -1)).replace("</think>", partName(chat, { first: 9, last: 9 }).slice(1, -1))]);
    expect(texts(chat, promptParts(chat, "thought", 9, undefined))).toEqual(["“One.”", "“·Two.”"]);
    expect(texts(chat, promptParts(chat, "think", 8, undefined))).toContain("no finished thinking");
    expect(texts(plain, promptParts(plain, "turn", 8, undefined))).toContain("no chat turns");
  });

  it("leave the tags of the thinking alone, also where these are no control tokens and the last sentence runs on", () => {
    const written = displayTokens({ bytes: ["Q", "<think>", "One.", " Two", "</th", "ink>", "The", " answer", "."].map(encode), special: new Array<boolean>(9).fill(false) });
    expect(texts(written, promptParts(written, "thought", 5, undefined))).toEqual(["“One.”", "“·Two”"]);
  });

  it("may not cover everything before the answer", () => {
    const bare = display(["One", " two"]);
    expect(texts(bare, promptParts(bare, "sentence", 1, undefined))).toContain("covers everything");
    expect(texts(bare, promptParts(bare, "token", 1, undefined))).toEqual(["“One”", "“·two”"]);
  });

  it("are what was marked by hand, overlapping marks as one", () => {
    const marks = marksText([{ first: 5, last: 6 }, { first: 1, last: 3 }, { first: 3, last: 4 }]);
    expect(marks).toBe("1-4.5-6");
    expect(marksOf(marks)).toEqual([{ first: 1, last: 4 }, { first: 5, last: 6 }]);
    const found = promptParts(plain, "marked", 5, marks);
    expect(found.ok && spansOf(found.parts)).toEqual([{ from: 1, to: 5 }, { from: 5, to: 6 }]);
    expect(promptParts(plain, "marked", 5, undefined).ok).toBe(false);
    expect(marksText([])).toBeUndefined();
  });
});

describe("a strip of parts", () => {
  const parts = [{ first: 1, last: 1 }, { first: 2, last: 3 }];

  it("draws every token once, parts with their value and the rest plain", () => {
    const places = placesOf(plain, parts);
    expect(places.map(({ first, last, part }) => [first, last, part]).slice(0, 4)).toEqual([[0, 0, null], [1, 1, 0], [2, 3, 1], [4, 4, null]]);
    const pieces = shadedPieces(plain, places, [0.5, null], () => []);
    expect(pieces.map(({ text }) => text).slice(1, 3)).toEqual(["The", "·capital"]);
    expect(pieces.map(({ value }) => value).slice(0, 3)).toEqual([null, 0.5, null]);
  });

  it("lists what is strongest to either side and leaves out what was not measured", () => {
    expect(strongest([0.1, -3, null, 2], 2)).toEqual([1, 3]);
  });

  it("has its numbers in a table, an empty place where one is missing", () => {
    expect(partsTable(plain, parts, [{ label: "x", values: [1, null] }]).rows).toEqual([[1, 1, "The", 1], [2, 3, " capital", null]]);
  });
});
