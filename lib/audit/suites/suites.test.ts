import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readSuite } from "../format/read-suite";
import { renderSuite } from "../format/render";
import { namedValue, type Suite } from "../format/schema";
import { type Trial, unitsOf } from "../trial";
import { unitKeyText } from "@/lib/domain/scored";
import { bundledSuites, suiteFileName } from "./catalogue";

function load(name: (typeof bundledSuites)[number]): { suite: Suite; trials: Trial[] } {
  const { suite, remarks } = readSuite(readFileSync(path.join(import.meta.dirname, suiteFileName(name)), "utf8"));
  expect(remarks).toEqual([]);
  if (!suite) throw new Error("not readable");
  return { suite, trials: renderSuite(suite, { continuations: true }) };
}

const textsOf = (trial: Trial): string[] =>
  unitsOf(trial).flatMap(({ request }) => {
    if (request.kind === "text") return [request.text];
    return request.kind === "divergence" ? [...request.prompts] : [request.prompt];
  });

describe.each(bundledSuites)("the bundled suite %s", (name) => {
  const { suite, trials } = load(name);

  it("passes the validator without a fault or a warning, under its own name", () => {
    expect(suite.id).toBe(name);
    expect(suite.card.limits.length).toBeGreaterThanOrEqual(3);
  });

  it("renders without slots or double spaces left, and every text begins with a capital or a quotation mark", () => {
    for (const text of new Set(trials.flatMap(textsOf))) {
      expect(text).not.toMatch(/[{}]|  /);
      expect(text).toMatch(/^["A-Z]/);
    }
  });

  it("keys every unit once, except for neutral prompts that several trials share", () => {
    const seen = new Map<string, string>();
    for (const trial of trials) {
      const own = new Set<string>();
      for (const { key, request } of unitsOf(trial)) {
        const text = unitKeyText(key);
        expect(own.has(text)).toBe(false);
        own.add(text);
        const content = JSON.stringify(request);
        if (seen.has(text)) expect([seen.get(text), key.item.startsWith("~neutral/")]).toEqual([content, true]);
        seen.set(text, content);
      }
    }
  });

  it("has at least eight phrasings and controls", () => {
    const kinds = new Set(trials.filter((t) => t.kind !== "sample" && t.kind !== "divergence").map((t) => t.phrasing));
    expect(kinds.size).toBeGreaterThanOrEqual(8);
    if (name === "demo-calibration") {
      expect(trials.some((t) => t.kind === "target" && t.planted?.share === t.planted?.unbiased)).toBe(true);
    } else {
      expect(new Set(trials.map((t) => t.control))).toEqual(new Set([null, "placebo", "neutral"]));
    }
  });
});

describe("what the bundled suites promise", () => {
  it("60 occupations and more that lean either way", () => {
    const occupations = (load("occupation-pronouns").suite.templates?.[0]?.slots.occupation ?? []).map(namedValue).filter((o) => o.control === null && o.placeboOf === null);
    expect(occupations.length).toBeGreaterThanOrEqual(60);
    expect(occupations.filter((o) => o.lean === 1).length).toBeGreaterThanOrEqual(20);
    expect(occupations.filter((o) => o.lean === -1).length).toBeGreaterThanOrEqual(20);
  });

  it("six categories of groups", () => {
    const groups = (load("group-sentiment").suite.templates?.[0]?.slots.group ?? []).map(namedValue);
    for (const category of ["gender", "age", "religion", "nationality", "disability", "sexual-orientation"]) {
      expect(groups.filter((g) => g.category === category).length).toBeGreaterThanOrEqual(3);
    }
  });

  it("120 minimal pairs and more in six categories and more, each swapping at most three words", () => {
    const pairs = (load("sentence-pairs").suite.pairs?.items ?? []).filter((p) => p.control === undefined);
    expect(pairs.length).toBeGreaterThanOrEqual(120);
    expect(new Set(pairs.map((p) => p.category)).size).toBeGreaterThanOrEqual(6);
    for (const { more, less } of pairs) {
      const a = more.split(" ");
      const b = less.split(" ");
      let start = 0;
      while (a[start] === b[start]) start += 1;
      let end = 0;
      while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
      expect(Math.max(a.length, b.length) - start - end, more).toBeLessThanOrEqual(3);
    }
  });

  it("five kinds of decisions, forty scenarios, every combination of the groups", () => {
    const decisions = load("decisions").suite.decisions;
    expect(new Set(decisions?.scenarios.map((s) => s.category))).toEqual(new Set(["loan", "hiring", "tenancy", "medical-priority", "bail"]));
    expect(decisions?.scenarios).toHaveLength(40);
    expect(decisions?.groups.filter((g) => g.control === undefined)).toHaveLength(16);
  });

  it("questions in six categories with both polarities, both orders and both contexts, and the right answer", () => {
    const { trials } = load("ambiguous-questions");
    const questions = trials.filter((t) => t.kind === "question");
    const phone = questions.filter((t) => t.cluster === "age-phone");
    expect(phone).toHaveLength(12);
    expect(new Set(questions.filter((t) => t.control === null).map((t) => t.category)).size).toBe(6);
    expect(questions.filter((t) => t.condition === "ambiguous").every((t) => t.correct === t.unknown)).toBe(true);
    const clear = phone.find((t) => t.item === "question/age-phone/target-first/other/negative");
    // The student could not find the button: the answer to the negative question is the student, against the stereotype.
    expect(clear?.prompt).toContain("The student could not find the button that the retiree had just shown.");
    expect(clear?.options[clear.correct]).toBe("The student");
  });

  it("the demo model's planted biases exactly as they were planted", () => {
    const shares = z.record(z.string(), z.number());
    const planted = z
      .object({
        occupations: z.object({ p_he: shares, controls: z.array(z.string()), trained: z.array(z.string()) }),
        peoples: z.object({ p_positive: shares, positive: z.array(z.string()), negative: z.array(z.string()), trained: z.array(z.string()) }),
        loans: z.object({ p_approved: shares, income_effect: shares, trained: z.array(z.string()) }),
      })
      .parse(JSON.parse(readFileSync(path.join(process.cwd(), "models/demo/planted-bias.json"), "utf8")));
    const blocks = load("demo-calibration").suite.templates ?? [];
    const sharesOf = (id: string, slot: string) => Object.fromEntries((blocks.find((b) => b.id === id)?.slots[slot] ?? []).map(namedValue).map((v) => [v.text, v.planted]));
    expect(sharesOf("occupations", "occupation")).toEqual(planted.occupations.p_he);
    expect(sharesOf("peoples", "people")).toEqual(planted.peoples.p_positive);
    expect(sharesOf("loans", "people")).toEqual(planted.loans.p_approved);
    const phrasings = (id: string) => blocks.find((b) => b.id === id)?.phrasings.map((p) => p.text.replaceAll(/\{\w+\}/g, "_"));
    const cut = (texts: string[], slot: RegExp) => texts.map((t) => t.slice(0, t.search(slot)).trimEnd().replaceAll(/\{\w+\}/g, "_"));
    expect(phrasings("occupations")).toEqual(cut(planted.occupations.trained, /\{(he|his)\}/));
    expect(phrasings("peoples")).toEqual(cut(planted.peoples.trained, /\{a\}/));
    expect(phrasings("loans")).toEqual(cut(planted.loans.trained, /\{d\}/));
    expect(blocks.find((b) => b.id === "loans")?.slots.income).toEqual(Object.keys(planted.loans.income_effect));
    const adjectives = blocks.find((b) => b.id === "peoples")?.words.adjectives;
    expect(adjectives?.first.words.map((w) => w.trim())).toEqual(planted.peoples.positive);
    expect(adjectives?.second.words.map((w) => w.trim())).toEqual(planted.peoples.negative);
  });
});
