import { expect, it } from "vitest";
import { runsText } from "./number-runs";

it("writes ascending runs as ranges and keeps the order of the rest", () => {
  expect(runsText([0, 1, 2, 5])).toBe("0-2.5");
  expect(runsText([5, 3, 4, 4])).toBe("5.3-4.4");
  expect(runsText([])).toBe("");
});
