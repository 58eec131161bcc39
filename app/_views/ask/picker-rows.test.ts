import { describe, expect, it } from "vitest";
import { pickerRows } from "./picker-rows";

const texts = [" Paris", " the", "Lyon", " is", " this"];
const textOf = (id: number) => ({ shown: texts[id] ?? "", raw: texts[id] ?? "", special: false });
const candidates = texts.map((_, id) => ({ id, measured: 1 / (id + 2) }));
const found = (typed: string, count = 10) => pickerRows(candidates, textOf, typed, count).map(({ id }) => texts[id]);

describe("the rows of a token picker", () => {
  it("are the candidates, likeliest first, while nothing is typed", () => {
    expect(found("")).toEqual(texts);
    expect(found("", 2)).toEqual([" Paris", " the"]);
  });

  it("hold what was typed in any case, and begin with it first, a leading space aside", () => {
    expect(found("is")).toEqual([" is", " Paris", " this"]);
    expect(found("PAR")).toEqual([" Paris"]);
    expect(found(" t")).toEqual([" the", " this"]);
  });

  it("are none where no candidate fits", () => {
    expect(found("zebra")).toEqual([]);
  });
});
