import { expect, test } from "vitest";
import { align } from "./align";

const letters = (text: string): string[] => text.split("");
const paired = (a: string, b: string): string => align(letters(a), letters(b)).pairs.map((pair) => `${pair.a}${pair.b}`).join(" ");

test("texts of one length are aligned by position, whatever their tokens", () => {
  expect(align(letters("abc"), letters("axc"))).toEqual({ by: "positions", pairs: [{ a: 0, b: 0 }, { a: 1, b: 1 }, { a: 2, b: 2 }] });
});

test("texts of different lengths are aligned where they begin and end alike", () => {
  expect(paired("abcz", "abxyz")).toBe("00 11 34");
  expect(paired("ab", "abcd")).toBe("00 11");
  expect(paired("cd", "abcd")).toBe("02 13");
  expect(paired("abc", "xy")).toBe("");
});

test("a token is never aligned twice", () => {
  expect(paired("aa", "aaa")).toBe("00 11");
  expect(paired("aba", "abababa")).toBe("00 11 22");
});
