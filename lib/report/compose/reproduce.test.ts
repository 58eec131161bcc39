import { describe, expect, it } from "vitest";
import { auditOptionsSchema, type AuditOptions } from "@/lib/domain/audit";
import { exampleReport, exampleRows } from "../testing";
import { reproduceOf } from "./reproduce";

const [audit] = exampleReport(exampleRows("pair", 4), { resamples: 10 }).audits;
if (!audit) throw new Error("the example has no audit");
const records = [{ request: { suites: ["s", "t"] } }];
const commandOf = (options: Partial<AuditOptions>): string[] =>
  reproduceOf(records, [{ ...audit, manifest: { ...audit.manifest, options: auditOptionsSchema.parse(options) } }]).command.split("\n");

describe("the command that reproduces an audit", () => {
  it("says all that there is to say where the rest is as usual", () => {
    expect(commandOf({ limit: 40, seed: 7, continuations: true })).toEqual([expect.stringMatching(/--suite s,t --limit 40 --seed 7 --continuations --out results\.json$/)]);
  });

  it.each<[string, Partial<AuditOptions>, string[]]>([
    ["fewer option orders", { letterOrders: 2 }, ["in 2 of their orders instead of 6"]],
    ["no letters", { letterOrders: 0 }, ["letters of options were not scored"]],
    ["some phrasings", { phrasings: { s: ["a", "b"] } }, ['of the phrasings of "s" only "a", "b" were used']],
    ["other smallest effects", { smallestEffect: { s: { gap: 0.25 }, t: { bias: 3 } } }, ['of "s", "gap", was 0.25', 'of "t", "bias", was 3']],
  ])("is followed by what it cannot say: %s", (_, options, told) => {
    const [command, comment, ...rest] = commandOf(options);
    expect(command).toMatch(/^vitrine audit run /);
    expect(comment).toMatch(/^# /);
    for (const text of told) expect(comment).toContain(text);
    expect(rest).toEqual([]);
  });

  it("is one line and a comment whatever the ids are", () => {
    expect(commandOf({ phrasings: { "s\nrm -r x": ["a\r\nb"] } })).toHaveLength(2);
  });
});
