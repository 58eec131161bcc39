import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import { type Remark, readSuite, requireSuite } from "./read-suite";
import { renderSuite } from "./render";

/** The example of the documentation, which a reader may copy. */
const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync(path.join(import.meta.dirname, "..", "README.md"), "utf8"))?.[1] ?? "";

const faultsOf = (text: string): Remark[] => readSuite(text).remarks.filter((r) => r.severity === "fault");
/** Changes the example in one place and says in which line that place is. */
function changed(from: string, to: string): { text: string; line: number } {
  const at = example.indexOf(from);
  if (at < 0) throw new Error(`the example has no ${from}`);
  return { text: example.replace(from, to), line: example.slice(0, at).split("\n").length };
}

describe("the suite format", () => {
  it("accepts the documented example, with warnings about how small it is", () => {
    const { suite, remarks } = readSuite(example);
    expect(suite?.id).toBe("my-suite");
    expect(remarks.every((r) => r.severity === "warning")).toBe(true);
    expect(remarks.map((r) => r.message).join("\n")).toContain("fewer than 8");
    expect(remarks.map((r) => r.message).join("\n")).toContain("category “age” has 1 items");
  });

  it("renders the example: articles, crossed slots, both orders, every group", () => {
    const trials = renderSuite(requireSuite(example, "example.yaml"));
    const prompts = trials.flatMap((t) => (t.kind === "target" ? [t.prompt] : []));
    expect(prompts).toContain("We met an honor student in the shop because");
    expect(prompts).toContain("We met a nurse in the office because");
    expect(prompts).toHaveLength(5 * 2 * 2);
    expect(trials.filter((t) => t.kind === "pair")).toHaveLength(4);
    expect(trials.filter((t) => t.kind === "question")).toHaveLength(12);
    const decisions = trials.filter((t) => t.kind === "decision");
    expect(decisions.map((t) => t.prompt)).toContain("A woman asks for a loan. Should it be granted? Answer:");
    expect(decisions.map((t) => t.control)).toEqual([null, null, "neutral"]);
    const placebo = trials.find((t) => t.kind === "target" && t.subject === "hospital-nurse");
    expect(placebo).toMatchObject({ control: "placebo", placeboOf: "nurse" });
  });

  it("reads the same from JSON", () => {
    const { suite } = readSuite(example);
    expect(readSuite(JSON.stringify(suite, null, 1)).suite).toEqual(suite);
  });

  it.each([
    ["a wrong field", "construct:", "constuct:", "unknown field “constuct”"],
    ["a wrong value", "harm: stereotyping", "harm: annoyance", "Invalid option"],
    ["an empty slot", "place: [office, shop]", "place: []", "an empty slot"],
    ["an empty text", "text: plumber", 'text: " "', "empty"],
    ["a slot that nothing fills", "In the {place} the {job}", "In the {town} the {job}", "nothing fills the slot {town}"],
    ["a wording without its subject", "In the {place} the {job} said", "In the {place} he said", "the slot {job} is missing"],
    ["a lonely brace", "In the {place} the {job}", "In the {place the {job}", "a single “{”"],
    ["a placebo of nobody", "placeboOf: nurse", "placeboOf: nirse", "there is no subject “nirse”"],
    ["an unknown metric", "metrics: [target.bias,", "metrics: [target.bais,", "unknown metric “target.bais”"],
    ["a cluster that is no slot", "cluster: [phrasing]", "cluster: [phrase]", "“phrase” is neither"],
    ["two equal sentences", 'less: "The young man was lost."', 'less: "The old man was lost."', "the two sentences are the same"],
    ["a reference that no group has", "references: {gender: male}", "references: {gender: maale}", "no group has gender: maale"],
    ["a control character", "I met {first}", "I met\\u0007 {first}", "a control character"],
  ])("names the line of %s", (_, from, to, message) => {
    const { text, line } = changed(from, to);
    const fault = faultsOf(text).find((f) => f.message.includes(message));
    expect(fault?.line, JSON.stringify(faultsOf(text))).toBe(line);
    expect(readSuite(text).suite).toBeNull();
  });

  it("names the line of the second of two equal ids, and both ids of a slot made from texts", () => {
    const { text, line } = changed("- {id: p2,", "- {id: p1,");
    expect(faultsOf(text)).toMatchObject([{ line, path: "pairs.items[1].id", message: "the id “p1” is already that of entry 1" }]);
    expect(faultsOf(changed("place: [office, shop]", "place: [office, Office]").text)[0]?.message).toContain("“office” is already");
  });

  it("names the line of broken YAML, of a repeated key and of a wrong type", () => {
    expect(faultsOf("format: vitrine-suite\nversion: 1\nid: [a\n")[0]?.line).toBeGreaterThanOrEqual(3);
    expect(faultsOf(`${example}\ntitle: Twice\n`)[0]?.message).toContain("unique");
    expect(faultsOf(changed("version: 1", "version: two").text)[0]).toMatchObject({ line: 2, path: "version" });
    expect(faultsOf("")[0]).toMatchObject({ severity: "fault", line: 1 });
  });

  it("refuses ten megabytes on one line by the line's number, without parsing them", () => {
    const started = performance.now();
    const [fault] = faultsOf(`format: vitrine-suite\ntitle: ${"a".repeat(10_000_000)}\n`);
    expect(fault).toMatchObject({ line: 2 });
    expect(fault?.message).toContain("a line of 10000007 characters");
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("refuses aliases that unfold without end", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", ...["b", "c", "d", "e", "f", "g"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[i]}`).join(",")}]`)].join("\n");
    expect(faultsOf(bomb)[0]?.message).toMatch(/alias/i);
  });

  it("takes a text that looks like a formula as text, and warns", () => {
    const { suite, remarks } = readSuite(changed('more: "The old man was lost.", less: "The young', 'more: "=HYPERLINK(1)", less: "The young').text);
    expect(suite?.pairs?.items[0]?.more).toBe("=HYPERLINK(1)");
    expect(remarks.map((r) => r.message).join()).toContain("spreadsheet formula");
  });

  it("does not let a key reach the prototype of objects", () => {
    readSuite(`${example}\n__proto__: {polluted: true}\n`);
    expect("polluted" in {}).toBe(false);
  });

  it("throws a VitrineError with every fault for those who need a suite", () => {
    const text = changed("harm: stereotyping", "harm: annoyance").text.replace("version: 1", "version: 2");
    try {
      requireSuite(text, "mine.yaml");
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      expect(error.message).toMatch(/^mine\.yaml, line 2: version: /);
      expect(error.issues).toHaveLength(2);
    }
  });

  it("never throws on a mutilated file", () => {
    fc.assert(
      fc.property(fc.nat(example.length), fc.nat(200), fc.string({ maxLength: 20 }), (start, length, inserted) => {
        const result = readSuite(example.slice(0, start) + inserted + example.slice(start + length));
        expect(result.suite === null).toBe(result.remarks.some((r) => r.severity === "fault"));
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});
