import { expect, it } from "vitest";
import { likelierText } from "./effect-words";

it("a small fall of probability is told as a share of what it was, which is not that of a rise of the same size", () => {
  expect(likelierText(Math.log(0.91))).toMatch(/^9\s% less likely$/);
  expect(likelierText(Math.log(1.09))).toMatch(/^9\s% more likely$/);
  expect(likelierText(Math.log(0.25))).toBe("4.0 times less likely");
  expect(likelierText(20)).toBe("over 1000 times more likely");
});
