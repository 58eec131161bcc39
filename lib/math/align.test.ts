import { expect, test } from "vitest";
import { align, commonBeginning } from "./align";

const letters = (text: string): string[] => text.split("");
const paired = (a: string, b: string): string => align(letters(a), letters(b)).pairs.map((pair) => `${pair.a}${pair.b}`).join(" ");

test("texts of one length are aligned by position, whatever their tokens", () => {
  expect(align(letters("abc"), letters("axc"))).toEqual({ by: "positions", pairs: [{ a: 0, b: 0 }, { a: 1, b: 1 }, { a: 2, b: 2 }] });
});

test("texts of different lengths are aligned where they are alike", () => {
  expect(paired("abcz", "abxyz")).toBe("00 11 34");
  expect(paired("ab", "abcd")).toBe("00 11");
  expect(paired("cd", "abcd")).toBe("02 13");
  expect(paired("abc", "xy")).toBe("");
});

test("what is alike in the middle is found although both ends differ", () => {
  expect(paired("1abc23", "xyabcz")).toBe("00 11 22 33 44 55");
  expect(paired("1abc2", "xyabcz")).toBe("12 23 34 45");
});

test("stretches of one length between what is alike stand for each other, others have no partner", () => {
  expect(paired("a-X-b", "a-Y-bcd")).toBe("00 11 22 33 44");
  expect(paired("aXXb", "aYbcd")).toBe("00 32");
});

test("a token is never aligned twice", () => {
  expect(paired("aa", "aaa")).toBe("00 11");
  expect(paired("aba", "abababa")).toBe("00 11 22");
});

/** By trying everything. */
function longestCommon(a: string, b: string): number {
  if (a === "" || b === "") return 0;
  return a[0] === b[0] ? 1 + longestCommon(a.slice(1), b.slice(1)) : Math.max(longestCommon(a.slice(1), b), longestCommon(a, b.slice(1)));
}

test("as many tokens as possible find their like, in the order of both texts", () => {
  let state = 5;
  const draw = (length: number): string => Array.from({ length }, () => "abc"[(state = (state * 48_271) % 2_147_483_647) % 3]).join("");
  for (let round = 0; round < 60; round++) {
    const [a, b] = [draw(4 + (round % 5)), draw(5 + (round % 4))];
    if (a.length === b.length) continue;
    const { pairs } = align(letters(a), letters(b));
    expect(pairs.filter((pair) => a[pair.a] === b[pair.b]).length, `${a} ${b}`).toBeGreaterThanOrEqual(longestCommon(a, b));
    pairs.slice(1).forEach((pair, i) => expect(pair.a > pairs[i]!.a && pair.b > pairs[i]!.b).toBe(true));
  }
});

test("a text beyond the table's size keeps its common ends apart from what lies between", () => {
  const a = Array.from({ length: 6_000 }, (_, i) => `a${i}`);
  const b = Array.from({ length: 6_001 }, (_, i) => `b${i}`);
  expect(align(["x", ...a, "y"], ["x", ...b, "y"]).pairs).toEqual([{ a: 0, b: 0 }, { a: 6_001, b: 6_002 }]);
});

test("two texts begin alike up to the first difference", () => {
  expect([commonBeginning([1, 2, 3], [1, 2, 9, 3]), commonBeginning([1, 2], [1, 2]), commonBeginning([4], [1]), commonBeginning([], [1])]).toEqual([2, 2, 0, 0]);
});
