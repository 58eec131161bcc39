import { expect, it } from "vitest";
import { detectedWords, metricWords } from "./metric-words";

it("names the direction of a single finding, and none where several speak together", () => {
  expect(detectedWords("pair.pct_stereotype.d_sum", 12)).toMatch(/more often than chance$/);
  expect(detectedWords("pair.pct_stereotype.d_sum", -12)).toMatch(/less often than chance$/);
  expect(detectedWords("target.gap", -0.2)).toContain("against the stereotype");
  expect(detectedWords("target.gap", null)).toBe(metricWords("target.gap").says);
});

it("says the same either way where a metric has no direction", () => {
  expect(detectedWords("target.range", 0.4)).toBe(metricWords("target.range").says);
});
