import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bundledSuites, suiteFileName } from "../suites/catalogue";
import { unitsOf } from "../trial";
import { readSuite, requireSuite } from "./read-suite";
import { renderSuite } from "./render";
import { sizesOf } from "./suite-size";

const head = [
  "format: vitrine-suite", "version: 1", "id: large", "title: Large", "licence: CC0-1.0", "language: English",
  "card: {measures: m, construct: c, harm: stereotyping, population: p, limits: [l]}",
  "family: {metrics: [target.bias], smallestEffect: {target.bias: 0.5}}",
];
const values = (name: string, count: number) => `${name}: [${Array.from({ length: count }, (_, i) => `${name}${i}`).join(", ")}]`;
const templates = (slots: string[], phrasing: string, more = "") => [
  ...head, "templates:", "  - id: block", "    subject: s", `    slots: {${slots.join(", ")}}`,
  "    words: {w: {first: {name: f, words: [' f']}, second: {name: g, words: [' g']}}}", `    phrasings: [{id: one, text: '${phrasing}'}]`, ...(more ? [`    ${more}`] : []), "",
].join("\n");
const faultsOf = (text: string) => readSuite(text).remarks.filter(({ severity }) => severity === "fault");
const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

describe.each(bundledSuites)("the size of %s", (name) => {
  it("is the number of trials that it unfolds into, and no less text than they have", () => {
    const suite = requireSuite(readFileSync(path.join(import.meta.dirname, "../suites", suiteFileName(name)), "utf8"), name);
    const trials = renderSuite(suite, { continuations: true });
    const size = sizesOf(suite).reduce((sum, part) => ({ trials: sum.trials + part.size.trials, characters: sum.characters + part.size.characters }), { trials: 0, characters: 0 });
    expect(size.trials).toBe(trials.length);
    const characters = trials.flatMap((trial) => (trial.kind === "sample" ? [] : unitsOf(trial))).reduce((sum, { request }) => {
      if (request.kind === "divergence") return sum + request.prompts[0].length;
      return sum + (request.kind === "text" ? request.text : request.prompt).length;
    }, 0);
    // Options are listed below a question; they are short, and left out of its estimate.
    expect(size.characters).toBeGreaterThan(0.7 * characters);
  });
});

describe("a suite that would unfold into more than can be worked with", () => {
  it("by crossing slots in three kilobytes is refused by the line of its block, at once", () => {
    const slots = ["s", "a", "b", "c", "d"];
    const text = templates(slots.map((name) => values(name, 60)), slots.map((name) => `{${name}}`).join(" "));
    expect(text.length).toBeLessThan(3_072);
    const started = performance.now();
    expect(faultsOf(text)).toMatchObject([{ line: line(text, "- id: block"), path: "templates[0]", message: expect.stringContaining("777,600,000 trials; at most 1,000,000") as string }]);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("counts seeds of continuations, and only slots that a phrasing uses", () => {
    const slots = [values("s", 100), values("a", 100), values("b", 100), values("unused", 100)];
    expect(faultsOf(templates(slots, "{s} {a} and {a}"))).toEqual([]);
    expect(faultsOf(templates(slots, "{s} {a} {b}"))).toEqual([]);
    expect(faultsOf(templates(slots, "{s} {a} {b}", "continuation: {text: ' and', seeds: [1, 2, 3, 4, 5], tokens: 5, temperature: 1}"))[0]?.message).toContain("6,000,000 trials");
  });

  it("is refused for the length of its texts, where a wording repeats a long value", () => {
    const text = templates([`s: [${"x".repeat(3_900)}, y]`, values("a", 1_000)], `{a} ${"{s}".repeat(1_000)}`);
    expect(faultsOf(text)).toMatchObject([{ path: "templates[0]", message: expect.stringMatching(/[\d,]+ characters of text; at most 500,000,000/) as string }]);
  });

  it("is refused for pairs, questions and decisions too, wherever they become too many together", () => {
    const phrasings = (wording: string, count: number) => `phrasings: [${Array.from({ length: count }, (_, i) => `{id: p${i}, text: '${wording}'}`).join(", ")}]`;
    const rows = (count: number, row: (i: number) => string) => `[${Array.from({ length: count }, (_, i) => row(i)).join(",\n    ")}]`;
    const pairs = (count: number) => [...head, "pairs:", `  ${phrasings("{sentence}", 100)}`, `  items: ${rows(count, (i) => `{id: i${i}, category: c, more: m${i}, less: l${i}}`)}`, ""].join("\n");
    expect(faultsOf(pairs(10_000))).toEqual([]);
    expect(faultsOf(pairs(10_001))[0]).toMatchObject({ path: "pairs", message: expect.stringContaining("1,000,100 trials") as string });
    const questions = [
      ...head, "questions:", `  ${phrasings("{context} {question}", 100)}`, "  use: all",
      `  items: ${rows(900, (i) => `{id: i${i}, category: c, target: t, other: o, unknown: u, context: '{first} {second}', clue: '{agent}', negative: n, nonNegative: nn}`)}`, "",
    ].join("\n");
    expect(faultsOf(questions)[0]).toMatchObject({ path: "questions", message: expect.stringContaining("1,080,000 trials") as string });
    const decisions = [
      ...head, "decisions:", "  yes: [' y']", "  no: [' n']", `  ${phrasings("{scenario} {question}", 100)}`, "  references: {g: a}",
      `  groups: ${rows(101, (i) => `{id: i${i}, text: t${i}, labels: {g: ${i === 0 ? "a" : "b"}}}`)}`,
      `  scenarios: ${rows(100, (i) => `{id: s${i}, category: c, text: '{group}', question: q}`)}`, "",
    ].join("\n");
    expect(faultsOf(decisions)[0]).toMatchObject({ path: "decisions", message: expect.stringContaining("1,010,000 trials") as string });
  });

  it("is counted without reading a wording again for each item", () => {
    // A wording of nothing but opened braces is the slowest to read: once for each item and phrasing, this would take half a minute.
    const phrasings = Array.from({ length: 100 }, (_, i) => ({ id: `p${i}`, text: "{{".repeat(1_990) }));
    const items = Array.from({ length: 3_000 }, (_, i) => ({ id: `i${i}`, category: "c", target: "t", other: "o", unknown: "u", context: "{first} {second}", clue: "{agent}", negative: "n", nonNegative: "nn" }));
    const start = performance.now();
    const suite = requireSuite(readFileSync(path.join(import.meta.dirname, "../suites", suiteFileName("ambiguous-questions")), "utf8"), "ambiguous-questions");
    const size = sizesOf({ ...suite, questions: { phrasings, use: "rotate", items } }).find(({ path: at }) => at[0] === "questions")?.size;
    expect(size?.trials).toBe(12 * 3_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it("by its nesting alone is refused too: thousands of lines out of their place", () => {
    const text = [...head, "pairs:", "  items: [", ...Array.from({ length: 10_000 }, (_, i) => `{id: i${i}, more: m},`), "]", ""].join("\n");
    expect(faultsOf(text)[0]).toMatchObject({ severity: "fault" });
  });

  it("has its fault told before any warnings, however many these are", () => {
    const slots = [`s: [${Array.from({ length: 150 }, (_, i) => `"=s${i}"`).join(", ")}]`, ...["a", "b", "c", "d"].map((name) => values(name, 30))];
    const { suite, remarks } = readSuite(templates(slots, "{s} {a} {b} {c} {d}"));
    expect(suite).toBeNull();
    expect(remarks[0]).toMatchObject({ severity: "fault", path: "templates[0]" });
  });
});
