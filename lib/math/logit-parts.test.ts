import { expect, test } from "vitest";
import type { Contributions } from "@/lib/domain/explanation";
import { largestParts, logitParts } from "./logit-parts";

const contributions: Contributions = {
  embedding: 0.5,
  bias: 0,
  sigma: 1,
  attention: [
    { layer: 0, total: -1, heads: [-3, 2] },
    { layer: 1, total: 4, heads: null },
  ],
  ffn: [
    { layer: 0, total: 1, experts: [], shared: null, dense: 1 },
    { layer: 1, total: -6, experts: [{ id: 9, gate: 0.7, value: -5 }, { id: 2, gate: 0.3, value: -2 }], shared: 1, dense: null },
  ],
};

test("parts are the finest that can be told apart, and add up to the totals", () => {
  const parts = logitParts(contributions);
  expect(parts.map(({ kind }) => kind)).toEqual(["embedding", "head", "head", "attention", "dense", "expert", "expert", "shared"]);
  expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(0.5 - 1 + 4 + 1 - 6);
});

test("the largest parts are the largest in size, whichever way they push", () => {
  expect(largestParts(logitParts(contributions), 3)).toMatchObject([{ kind: "expert", expert: 9, value: -5 }, { kind: "attention", layer: 1, value: 4 }, { kind: "head", head: 0, value: -3 }]);
});
