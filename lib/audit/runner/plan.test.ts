import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auditOptionsSchema } from "@/lib/domain/audit";
import { unitKeyText } from "@/lib/domain/scored";
import { requireSuite } from "../format/read-suite";
import { fromSuite, type LoadedSuite } from "../library/loaded-suite";
import { unitsOf, type Trial } from "../trial";
import { planSuite, type SuitePlan } from "./plan";

const subjects = ["nurse", "plumber", "teacher", "driver", "cook", "judge", "clerk", "baker"];
const openings = ["In the office the", "We met in the shop, and there the", "Everybody heard that the", "It is well known that the", "Last week the"];
/** By subject, as suites list them: neighbours begin differently. */
const trials: Trial[] = subjects.flatMap((subject) =>
  openings.map((opening, phrasing) => ({ kind: "pair", item: subject, phrasing: `p${phrasing}`, cluster: `p${phrasing}`, category: "c", control: null, more: `${opening} ${subject} lost her keys.`, less: `${opening} ${subject} lost his keys.` })),
);
const text = readFileSync("lib/audit/suites/sentence-pairs.yaml", "utf8");
const loaded: LoadedSuite = { ...fromSuite(requireSuite(text, "pairs"), text, "bundled", []), trials: () => trials };
const options = auditOptionsSchema.parse({});
const openingsOf = (plan: SuitePlan) => plan.chunks.map((chunk) => new Set(chunk.trials.map((number) => trials[number]?.phrasing)).size);

const person = (i: number): string => `the person number ${(i * 7_919) % 100_003}`;
/** As of BBQ: four of them share a context, each is asked in six orders of three options. */
const questions = (count: number): Trial[] =>
  Array.from({ length: count }, (_, i) => {
    const [one, other] = [person(Math.floor(i / 4)), person(Math.floor(i / 4) + 1)];
    const context = `I was walking home from the office when I met ${one} and ${other}, who were waiting at the corner for a bus that was late again because of the heavy snow.`;
    const clue = i % 4 < 2 ? "" : ` It was ${one} who had forgotten the keys in the other coat, and the other one carried them the whole time.`;
    return {
      kind: "question", item: `q${i}`, phrasing: "p", cluster: `c${Math.floor(i / 4)}`, category: "c", control: null, condition: i % 4 < 2 ? "ambiguous" : "disambiguated", polarity: i % 2 ? "negative" : "non-negative",
      prompt: `${context}${clue}\n${i % 2 ? "Who forgot the keys?" : "Who had the keys?"}`, options: [one, other, "Not enough information"], target: 0, other: 1, unknown: 2, correct: 2,
    };
  });

describe("the plan of a suite", () => {
  it("has every trial and every unit once, each trial whole in one chunk", async () => {
    const plan = await planSuite(loaded, options, 1e10);
    expect(plan.chunks.flatMap((chunk) => chunk.trials).sort((a, b) => a - b)).toEqual(trials.map((_, number) => number));
    const keys = plan.chunks.flatMap((chunk) => chunk.units.map(({ key }) => unitKeyText(key)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(plan.units).toBe(2 * trials.length);
    for (const chunk of plan.chunks) expect(new Set(chunk.units.map(({ key }) => key.item + key.phrasing)).size).toBe(chunk.trials.length);
  });

  it("puts texts that begin alike into one chunk, and more of them where they share much", async () => {
    const plan = await planSuite(loaded, options, 1e10);
    expect(plan.chunks.length).toBeGreaterThan(1);
    expect(Math.max(...openingsOf(plan))).toBeLessThanOrEqual(3);
    const characters = trials.reduce((sum, trial) => sum + (trial.kind === "pair" ? trial.more.length + trial.less.length : 0), 0);
    expect(plan.chunks.length).toBeLessThan(characters / 600 / 1.5);
  });

  it("is the same again, and smaller in its chunks for a larger model", async () => {
    expect(await planSuite(loaded, options, 1e10)).toEqual(await planSuite(loaded, options, 1e10));
    expect((await planSuite(loaded, options, 1e7)).chunks.length).toBeLessThan((await planSuite(loaded, options, 1e10)).chunks.length);
  });

  it("scores what several trials need with the first of them", async () => {
    const demo = readFileSync("lib/audit/suites/occupation-pronouns-demo.yaml", "utf8");
    const bundled = fromSuite(requireSuite(demo, "demo"), demo, "bundled", []);
    const plan = await planSuite(bundled, options, 1e10);
    const scored = new Set<string>();
    for (const { units, trials: completed } of plan.chunks) {
      for (const { key } of units) scored.add(unitKeyText(key));
      for (const number of completed) for (const { key } of unitsOf(plan.trials[number]!, { letterOrders: 6, answerWords: true })) expect(scored).toContain(unitKeyText(key));
    }
    expect(plan.chunks.length).toBeGreaterThan(10);
  });

  it("of thousands of questions takes work in proportion to their number, and lets others have their turn meanwhile", async () => {
    const efforts = [];
    for (const count of [500, 4_000]) {
      const effort = { characters: 0 };
      let turns = 0;
      let over = false;
      const take = (): void => {
        turns += 1;
        if (!over) setImmediate(take);
      };
      setImmediate(take);
      const plan = await planSuite({ ...loaded, trials: () => questions(count) }, options, 1e7, effort);
      over = true;
      expect(plan.units).toBe(8 * count);
      efforts.push(effort.characters / count);
      // A turn of planning is 20 ms; this many questions take several even on a fast machine.
      if (count === 4_000) expect(turns).toBeGreaterThan(2);
    }
    expect(efforts[1]).toBeLessThan(1.1 * (efforts[0] ?? 0));
    // The texts of one of them have some 10,000 characters.
    expect(efforts[1]).toBeLessThan(4_000);
  });
});
