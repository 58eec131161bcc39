import { expect, it } from "vitest";
import { auditRequestSchema, type SuiteSummary } from "@/lib/domain/audit";
import { effectOf, faultsOf, firstPlan, requestOf, secondsFor } from "./plan";

const suite: SuiteSummary = {
  id: "s", source: "bundled", title: "S", sha256: "", licence: "CC0-1.0", shareAlike: false, measures: "", construct: "", harm: "", population: "", limits: [], groups: [],
  phrasings: 3, phrasingIds: ["a", "b", "c"], trials: 30, family: [{ metric: "m", smallestEffect: 0.1 }], rows: null, warnings: [],
};

it("makes a request that the server accepts", () => {
  const request = requestOf({ ...firstPlan(["s"]), limit: "24", smallestEffect: { s: { m: "0,2" } }, without: { s: ["b"] }, title: " mine " }, "demo", [suite]);
  expect(auditRequestSchema.parse(request)).toMatchObject({
    model: "demo", suites: ["s"], title: "mine",
    options: { limit: 24, seed: 1, letterOrders: 6, smallestEffect: { s: { m: 0.2 } }, phrasings: { s: ["a", "c"] } },
  });
});

it("sends no override where the suite's own declaration stands", () => {
  expect(requestOf(firstPlan(["s"]), "demo", [suite])?.options).toMatchObject({ limit: null, smallestEffect: {}, phrasings: {} });
});

it("makes none while nothing is chosen or a field is wrong", () => {
  expect(requestOf(firstPlan([]), "demo", [])).toBeNull();
  expect(requestOf(firstPlan(["s"]), null, [])).toBeNull();
  expect(requestOf({ ...firstPlan(["s"]), limit: "0" }, "demo", [])).toBeNull();
  expect(faultsOf({ ...firstPlan(["s"]), seed: "-1", limit: "ten", smallestEffect: { s: { m: "none" }, other: { m: "none" } } })).toEqual(["limit", "seed", "effect s/m"]);
});

it("reads a smallest effect as a positive number", () => {
  expect([effectOf("0.3"), effectOf("0,3"), effectOf("0"), effectOf("-1"), effectOf(""), effectOf("x")]).toEqual([0.3, 0.3, undefined, undefined, undefined, undefined]);
});

it("estimates no time before the speed was measured", () => {
  const preview = { suites: [{ suite: "s", trials: 30, units: 600, clusters: 10, items: [], lackingWords: [] }], unitsPerSecond: 20 };
  expect(secondsFor(preview, "s", 20)).toBe(30);
  expect(secondsFor(preview, "s", null)).toBeNull();
  expect(secondsFor(preview, "other", 20)).toBeNull();
});
