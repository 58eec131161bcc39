import { expect, it } from "vitest";
import { rankCorrelation } from "./rank-correlation";

it("is 1 for the same order, −1 for the opposite, whatever the distances", () => {
  expect(rankCorrelation([1, 2, 3, 50], [-9, 0, 1, 2])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3, 50], [9, 3, 1, 0])).toBeCloseTo(-1, 12);
});

it("shares ranks among equal values, as in the textbook's example", () => {
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: covariance 4.5, variances 4.5 and 5.
  expect(rankCorrelation([10, 20, 20, 30], [1, 3, 2, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
});

it("is unknown where there is too little, or nothing varies", () => {
  expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
});
