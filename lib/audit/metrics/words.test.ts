import { expect, it } from "vitest";
import { hasWords } from "@/lib/domain/metric-words";
import { describeMetrics } from "./registry";

it("has words for the screen for every metric", () => {
  expect(describeMetrics().flatMap(({ id }) => (hasWords(id) ? [] : [id]))).toEqual([]);
});
