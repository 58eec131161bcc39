import { describe, expect, it } from "vitest";
import { randomFromState, seededRandom, splitMix64 } from "./random";

describe("the seeded generator", () => {
  it("gives the published xoshiro128** outputs for the state 1, 2, 3, 4", () => {
    // Produced by the authors' xoshiro128starstar.c; the same ten are in the tests of the Rust crate rand_xoshiro.
    const random = randomFromState([1, 2, 3, 4]);
    const outputs = Array.from({ length: 10 }, () => random.uint32());
    expect(outputs).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it("gives the published SplitMix64 outputs for the seed 1234567", () => {
    expect(splitMix64(1234567n, 5)).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it("repeats a stream for the same seed and label and changes it for another label", () => {
    const draw = (label: string) => {
      const random = seededRandom(7, label);
      return Array.from({ length: 4 }, () => random.uint32());
    };
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  it("draws many at once as it would one by one, and goes on from there", () => {
    for (const bound of [1, 7, 60_000, 2 ** 21 - 9]) {
      const [one, many] = [seededRandom(4, "bulk"), seededRandom(4, "bulk")];
      const drawn = new Uint32Array(5_000);
      many.fillBelow(drawn, bound);
      expect([...drawn]).toEqual(Array.from({ length: 5_000 }, () => one.below(bound)));
      expect(many.uint32()).toBe(one.uint32());
    }
  });

  it("draws every value below a bound about equally often", () => {
    const random = seededRandom(3);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const value = random.below(7);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    // Chi-square with 6 degrees of freedom: 22.46 is its 99.9th percentile.
    const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.46);
  });
});
