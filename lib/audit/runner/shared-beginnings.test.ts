import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctCharacters, inOrder, merged } from "./shared-beginnings";

/** All beginnings of all texts, each once. */
const beginnings = (texts: readonly string[]): number => new Set(texts.flatMap((text) => Array.from({ length: text.length }, (_, i) => text.slice(0, i + 1)))).size;
const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "😀"), maxLength: 8 }), { maxLength: 12 });

describe("characters of texts that begin in common", () => {
  it("count once, whatever the texts, equal ones and beginnings of others among them", () => {
    fc.assert(fc.property(texts, (list) => {
      expect(distinctCharacters(inOrder(list))).toBe(beginnings(list));
    }));
    expect(distinctCharacters([])).toBe(0);
    expect(distinctCharacters(["", "a", "ab", "ab", "abc", "b"])).toBe(4);
  });

  it("are those of the two lists in one when these are merged", () => {
    fc.assert(fc.property(texts, texts, (a, b) => {
      expect(merged(inOrder(a), inOrder(b))).toEqual(inOrder([...a, ...b]));
    }));
  });

  it("are looked at about once, not once for each pair of texts", () => {
    const opening = "What all of them begin with. ".repeat(20);
    const effort = { characters: 0 };
    const list = inOrder(Array.from({ length: 200 }, (_, i) => `${opening}${i}`));
    const distinct = distinctCharacters(list, effort);
    expect(distinct).toBe(beginnings(list));
    expect(effort.characters).toBeLessThan(3 * distinct);
  });
});
