import { expect, it } from "vitest";
import { divergenceText } from "./words";

it("a divergence is written with digits that say something, however small it is", () => {
  expect([0, 2.345, 0.12345, 0.0012345, 3.4e-7, 1.26e-12, null].map(divergenceText)).toEqual(["0", "2.35", ".1235", ".00123", "3.4 · 10⁻⁷", "1.3 · 10⁻¹²", "–"]);
});
