import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auditOptionsSchema } from "@/lib/domain/audit";
import { unitKeyText } from "@/lib/domain/scored";
import { requireSuite } from "../format/read-suite";
import { fromSuite, type LoadedSuite } from "../library/loaded-suite";
import { unitsOf, type Trial } from "../trial";
import { planSuite } from "./plan";

const subjects = ["nurse", "plumber", "teacher", "driver", "cook", "judge", "clerk", "baker"];
const openings = ["In the office the", "We met in the shop, and there the", "Everybody heard that the", "It is well known that the", "Last week the"];
/** By subject, as suites list them: neighbours begin differently. */
const trials: Trial[] = subjects.flatMap((subject) =>
  openings.map((opening, phrasing) => ({ kind: "pair", item: subject, phrasing: `p${phrasing}`, cluster: `p${phrasing}`, category: "c", control: null, more: `${opening} ${subject} lost her keys.`, less: `${opening} ${subject} lost his keys.` })),
);
const text = readFileSync("lib/audit/suites/sentence-pairs.yaml", "utf8");
const loaded: LoadedSuite = { ...fromSuite(requireSuite(text, "pairs"), text, "bundled", []), trials: () => trials };
const options = auditOptionsSchema.parse({});
const openingsOf = (plan: ReturnType<typeof planSuite>) => plan.chunks.map((chunk) => new Set(chunk.trials.map((number) => trials[number]?.phrasing)).size);

describe("the plan of a suite", () => {
  it("has every trial and every unit once, each trial whole in one chunk", () => {
    const plan = planSuite(loaded, options, 1e10);
    expect(plan.chunks.flatMap((chunk) => chunk.trials).sort((a, b) => a - b)).toEqual(trials.map((_, number) => number));
    const keys = plan.chunks.flatMap((chunk) => chunk.units.map(({ key }) => unitKeyText(key)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(plan.units).toBe(2 * trials.length);
    for (const chunk of plan.chunks) expect(new Set(chunk.units.map(({ key }) => key.item + key.phrasing)).size).toBe(chunk.trials.length);
  });

  it("puts texts that begin alike into one chunk, and more of them where they share much", () => {
    const plan = planSuite(loaded, options, 1e10);
    expect(plan.chunks.length).toBeGreaterThan(1);
    expect(Math.max(...openingsOf(plan))).toBeLessThanOrEqual(3);
    const characters = trials.reduce((sum, trial) => sum + (trial.kind === "pair" ? trial.more.length + trial.less.length : 0), 0);
    expect(plan.chunks.length).toBeLessThan(characters / 600 / 1.5);
  });

  it("is the same again, and smaller in its chunks for a larger model", () => {
    expect(planSuite(loaded, options, 1e10)).toEqual(planSuite(loaded, options, 1e10));
    expect(planSuite(loaded, options, 1e7).chunks.length).toBeLessThan(planSuite(loaded, options, 1e10).chunks.length);
  });

  it("scores what several trials need with the first of them", () => {
    const demo = readFileSync("lib/audit/suites/occupation-pronouns-demo.yaml", "utf8");
    const bundled = fromSuite(requireSuite(demo, "demo"), demo, "bundled", []);
    const plan = planSuite(bundled, options, 1e10);
    const scored = new Set<string>();
    for (const { units, trials: completed } of plan.chunks) {
      for (const { key } of units) scored.add(unitKeyText(key));
      for (const number of completed) for (const { key } of unitsOf(plan.trials[number]!, { letterOrders: 6, answerWords: true })) expect(scored).toContain(unitKeyText(key));
    }
    expect(plan.chunks.length).toBeGreaterThan(10);
  });
});
