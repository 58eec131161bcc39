import fc from "fast-check";
import { expect, test } from "vitest";
import { entropy } from "./entropy";

test("a certain outcome has no entropy", () => {
  expect(entropy([0, 1, 0])).toBe(0);
});

test("a uniform distribution has the logarithm of its size", () => {
  expect(entropy(new Float32Array(8).fill(1 / 8))).toBeCloseTo(Math.log(8), 12);
});

test("no distribution has more entropy than the uniform one of its size", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (weights) => {
      const total = weights.reduce((a, b) => a + b, 0);
      expect(entropy(weights.map((w) => w / total))).toBeLessThanOrEqual(Math.log(weights.length) + 1e-9);
    }),
  );
});
