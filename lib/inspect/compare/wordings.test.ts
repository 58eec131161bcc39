import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import { changedWords, drawWords } from "./wordings";

const random = () => seededRandom(1, "test");

describe("what differs between two texts of one length", () => {
  it("is one word where the same stands for the same again, and two where it does not", () => {
    expect(changedWords([1, 7, 3, 7, 7], [1, 8, 3, 8, 9])).toEqual([{ a: 7, b: 8, positions: [1, 3] }, { a: 7, b: 9, positions: [4] }]);
    expect(changedWords([1, 2], [1, 2])).toEqual([]);
  });
});

describe("other words", () => {
  const changed = [{ a: 7, b: 8, positions: [1, 3] }, { a: 5, b: 6, positions: [2] }];

  it("are alike wherever the word stands, never A's or B's own, and from the likeliest 64 alone", () => {
    const pool = Array.from({ length: 300 }, (_, i) => i);
    const wordings = drawWords(changed, [pool, pool], 19, random());
    expect(wordings).toHaveLength(19);
    for (const words of wordings) {
      expect([...words.keys()].sort()).toEqual([1, 2, 3]);
      expect(words.get(1)).toBe(words.get(3));
      expect([7, 8]).not.toContain(words.get(1));
      expect([5, 6]).not.toContain(words.get(2));
      for (const id of words.values()) expect(id).toBeLessThan(66);
    }
    expect(new Set(wordings.map((words) => [...words.values()].join())).size).toBe(19);
    expect(drawWords(changed, [pool, pool], 19, random())).toEqual(wordings);
  });

  it("are as many as there are where the pool is small, and refused where it is empty", () => {
    expect(drawWords([{ a: 7, b: 8, positions: [1] }], [[7, 8, 20, 21, 20]], 19, random()).map((words) => words.get(1)).sort()).toEqual([20, 21]);
    expect(() => drawWords([{ a: 7, b: 8, positions: [1] }], [[7, 8]], 19, random())).toThrow(/No other word/);
  });
});
