import { homedir, hostname } from "node:os";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditContext } from "@/lib/audit/audit-context";
import { loadSuite, uploadSuite } from "@/lib/audit/library";
import { planSuite } from "@/lib/audit/runner/plan";
import { requireAudit, startAudit } from "@/lib/audit/runner/audits";
import { temporaryAudits } from "@/lib/audit/runner/testing";
import { auditRequestSchema } from "@/lib/domain/audit";
import { composeRequestSchema, type ComposeRequestInput, type Report } from "@/lib/domain/report";
import { updateAudit } from "@/lib/db/audits";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import { canonicalJson } from "../canonical-json";
import { checkReport, isMatch } from "../check";
import { compareAny } from "../compare";
import { reportFile } from "../files/report-file";
import { importReport } from "../import/import-report";
import { decodeTables, encodeRows } from "../item-table";
import { readReport } from "../read-report";
import { rerunSample } from "../rerun";
import { seal } from "../seal";
import { publishReport } from "../shares/publish-report";
import { findOpenShare, readOpenShare } from "../shares/open";
import { deleteReport, makeReport, previewReport, readReportOf } from "../stored/reports";
import { composeReport, newIdentity } from "./compose-report";

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
let audit = "";
let baseline = "";
const run = async (suites: string[], seed: number): Promise<string> => {
  const { id } = await startAudit(context, auditRequestSchema.parse({ model: DEMO_MODEL, suites, options: { limit: 40, seed } }));
  await context.queue.finished(id);
  const { summary, error } = await requireAudit(context, id);
  expect(summary.state, JSON.stringify(error)).toBe("complete");
  return id;
};
beforeAll(async () => {
  ({ context, remove } = await temporaryAudits());
  const text = await readFile(path.join(context.programFolder, "lib/audit/suites/sentence-pairs.yaml"), "utf8");
  await uploadSuite(context, text.replace("id: sentence-pairs", "id: my-pairs"));
  audit = await run(["occupation-pronouns-demo", "my-pairs"], 1);
  baseline = await run(["occupation-pronouns-demo", "my-pairs"], 1);
}, 180_000);
afterAll(() => remove?.());

const compose = (patch: Partial<ComposeRequestInput> = {}) => composeReport(context, composeRequestSchema.parse({ audits: [audit], title: "A report", ...patch }), newIdentity());
const suiteOf = (report: Report, suite: string) => report.audits[0]?.suites.find((one) => one.suite === suite);

/** Texts of items of the own suite, as the items table has them. */
async function itemTexts(): Promise<string[]> {
  const lines = await context.database.auditItem.findMany({ where: { auditId: audit, suite: "my-pairs" }, select: { line: true } });
  return lines.flatMap(({ line }) => (line as { texts: { text: string }[] }).texts.map(({ text }) => text));
}

describe("a report of a real audit", () => {
  it("made while its suite comes to its end is a partial one that matches, never half of each", async () => {
    const { manifest } = await requireAudit(context, baseline);
    const where = { auditId_suite: { auditId: baseline, suite: "my-pairs" } };
    const { result } = await context.database.auditResult.findUniqueOrThrow({ where });
    if (!manifest || result === null) throw new Error("the audit has no results");
    const before = { ...manifest, suites: manifest.suites.map((suite) => (suite.id === "my-pairs" ? { ...suite, trialsUsed: suite.trialsUsed + 7 } : suite)) };
    await updateAudit(context.database, baseline, { manifest: before });
    await context.database.auditResult.delete({ where });
    const finish = async () => {
      await updateAudit(context.database, baseline, { manifest });
      await context.database.auditResult.create({ data: { auditId: baseline, suite: "my-pairs", result } });
    };
    let pending: (() => Promise<void>) | null = finish;
    // It ends as soon as the audit was read.
    const audits = new Proxy(context.database.audit, {
      get: (target, name) =>
        name !== "findUnique" ? (Reflect.get(target, name) as unknown) : async (query: Parameters<typeof target.findUnique>[0]) => {
          const row = await target.findUnique(query);
          await pending?.();
          pending = null;
          return row;
        },
    });
    const database = new Proxy(context.database, { get: (target, name) => (name === "audit" ? audits : (Reflect.get(target, name) as unknown)) });
    const request = composeRequestSchema.parse({ audits: [baseline], title: "While it ends" });
    const report = await composeReport({ ...context, database }, request, newIdentity());
    expect(pending).toBeNull();
    expect(checkReport(await seal(report, null)).mismatches).toEqual([]);
    expect(report).toMatchObject({ complete: false });
    expect(await composeReport(context, request, newIdentity())).toMatchObject({ complete: true });
  });

  it("matches its items, and says what it is", async () => {
    const report = await compose({ baseline });
    const result = checkReport(await seal(report, { dataFolder: context.settings.dataFolder }));
    expect(isMatch(result), JSON.stringify(result.mismatches.slice(0, 3))).toBe(true);
    expect(result.figures).toBeGreaterThan(500);
    expect(report).toMatchObject({ complete: true, profile: "scores", reproduce: { command: expect.stringContaining("vitrine audit run --model demo-f16.gguf --suite occupation-pronouns-demo,my-pairs --limit 40 --seed 1") as string } });
    expect(report.limitations.map(({ id }) => id)).toEqual(expect.arrayContaining(["unclear-construct", "rewording", "weak-negative", "likelihood-is-not-generation"]));
    expect(report.limitations.find(({ id }) => id === "unclear-construct")?.suites).toEqual(["my-pairs"]);
    expect(report.limitations.map(({ id }) => id)).not.toContain("training-data");
    expect(report.crosswalk.map(({ framework }) => framework)).toEqual(expect.arrayContaining(["EU AI Act", "NIST AI RMF 1.0"]));
    expect(report.baseline?.suites.map(({ suite, flips }) => [suite, flips.aOnly, flips.bOnly])).toEqual([["occupation-pronouns-demo", 0, 0], ["my-pairs", 0, 0]]);
  });

  it("holds no path, no name of this machine and no id of the workbench, whatever the profile", async () => {
    const audits = await context.database.audit.findMany({ select: { id: true, owner: true } });
    const suites = ["lib/audit", context.programFolder, context.settings.dataFolder, context.settings.modelsFolder, `${homedir()}/`, "/tmp/", String(process.pid) + " ", ...audits.map(({ id }) => id), "demo/demo-f16.gguf", "node_modules"];
    for (const profile of ["aggregates", "scores", "full"] as const) {
      const text = canonicalJson(await seal(await compose({ profile, baseline }), { dataFolder: context.settings.dataFolder }));
      for (const name of suites) expect(text.includes(name), `${profile}: ${name}`).toBe(false);
      // As a word of its own: keys and signatures are random letters, among which a short name occurs.
      const name = hostname().replace(/[^\w-]/g, "\\$&");
      expect(text, profile).not.toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`));
    }
  });

  it("holds what its profile lets out and nothing that it excludes, and lists what was removed", async () => {
    const texts = await itemTexts();
    expect(texts.length).toBeGreaterThan(50);
    const [aggregates, scores, full] = [await compose({ profile: "aggregates" }), await compose({ profile: "scores" }), await compose({ profile: "full" })];
    for (const report of [aggregates, scores]) for (const text of texts) expect(canonicalJson(report)).not.toContain(JSON.stringify(text).slice(1, -1));
    for (const text of texts) expect(canonicalJson(full)).toContain(JSON.stringify(text).slice(1, -1));
    expect(suiteOf(aggregates, "my-pairs")).toMatchObject({ tables: null, texts: null });
    expect(suiteOf(aggregates, "my-pairs")?.phrasings.every(({ text }) => text === null)).toBe(true);
    expect(suiteOf(scores, "occupation-pronouns-demo")?.phrasings.some(({ text }) => text?.includes("{"))).toBe(true);
    const items = suiteOf(scores, "my-pairs")?.tables?.[0]?.count;
    const removedOf = (report: Report) => Object.fromEntries(report.removed.map(({ what, count }) => [what, count]));
    const title = suiteOf(scores, "my-pairs")?.title ?? "";
    expect(removedOf(aggregates)).toMatchObject({ [`${title}: items with their ids, categories and scores`]: items, [`${title}: texts of items`]: items });
    expect(removedOf(scores)).toMatchObject({ [`${title}: texts of items`]: items });
    expect(Object.keys(removedOf(full)).some((what) => what.includes(title))).toBe(false);
    expect(removedOf(full)["Log-probabilities of single tokens, and sampled texts"]).toBeGreaterThan(100);
  });

  it("keeps the texts of share-alike sets back unless they are named, and says why", async () => {
    await context.database.$executeRaw`UPDATE "Audit" SET "suites" = replace("suites", '"shareAlike":false', '"shareAlike":true') WHERE "id" = ${audit}`;
    try {
      const held = await compose({ profile: "full" });
      expect(suiteOf(held, "my-pairs")).toMatchObject({ profile: "scores", texts: null, profileReason: expect.stringContaining("share-alike") as string });
      const named = await compose({ profile: "full", shareAlikeText: ["my-pairs"] });
      expect(suiteOf(named, "my-pairs")).toMatchObject({ profile: "full", profileReason: null });
      expect(suiteOf(named, "occupation-pronouns-demo")?.profile).toBe("scores");
    } finally {
      await context.database.$executeRaw`UPDATE "Audit" SET "suites" = replace("suites", '"shareAlike":true', '"shareAlike":false') WHERE "id" = ${audit}`;
    }
  });

  it("of a suite that is gone still matches, from what the audit kept", async () => {
    await context.database.suite.deleteMany({ where: { id: "my-pairs" } });
    const report = await compose({ profile: "full" });
    expect(isMatch(checkReport(await seal(report, null)))).toBe(true);
    expect(suiteOf(report, "my-pairs")?.texts?.length).toBe(suiteOf(report, "my-pairs")?.tables?.[0]?.count);
    const text = await readFile(path.join(context.programFolder, "lib/audit/suites/sentence-pairs.yaml"), "utf8");
    await uploadSuite(context, text.replace("id: sentence-pairs", "id: my-pairs"));
  });

  it("of an audit that stands still halfway is marked partial, and matches the items at hand", async () => {
    const result = await context.database.auditResult.findUniqueOrThrow({ where: { auditId_suite: { auditId: audit, suite: "my-pairs" } } });
    await context.database.auditResult.delete({ where: { auditId_suite: { auditId: audit, suite: "my-pairs" } } });
    await context.database.audit.update({ where: { id: audit }, data: { state: "paused" } });
    const report = await compose();
    expect(report.complete).toBe(false);
    expect(suiteOf(report, "my-pairs")?.complete).toBe(false);
    expect(isMatch(checkReport(await seal(report, null)))).toBe(true);
    expect((await previewReport(context, composeRequestSchema.parse({ audits: [audit], title: "x" }))).warnings.join()).toContain("not complete");
    await context.database.auditResult.create({ data: { auditId: audit, suite: "my-pairs", result: result.result ?? {} } });
    await context.database.audit.update({ where: { id: audit }, data: { state: "complete" } });
  });

  it("is warned about where its own words name this machine", async () => {
    const { warnings, bytes, suites } = await previewReport(context, composeRequestSchema.parse({ audits: [audit], title: "x", notes: `see ${context.settings.dataFolder}/vitrine.db` }));
    expect(warnings.join()).toContain("a folder of this machine");
    expect(bytes).toBeGreaterThan(10_000);
    expect(suites.map(({ suite, texts }) => [suite, texts])).toEqual([["occupation-pronouns-demo", 0], ["my-pairs", 0]]);
  });

  it("is stored, published, superseded by a version, downloaded, imported elsewhere and compared", async () => {
    const request = composeRequestSchema.parse({ audits: [audit], title: "=A report", profile: "full" });
    const first = await makeReport(context, request);
    const { path: link } = await publishReport(context, first.id, { expiresInDays: 30, password: null });
    const [a, b] = await Promise.all([makeReport(context, request, { replaces: first.id }), makeReport(context, request, { replaces: first.id })]);
    expect([a.number, b.number].sort()).toEqual([2, 3]);
    // A number is not given again, and what comes next supersedes the one that had it.
    const third = a.number === 3 ? a : b;
    await deleteReport(context, third.id);
    const fourth = await makeReport(context, request, { replaces: first.id });
    expect(fourth.number).toBe(4);
    expect((await readReportOf(context, fourth.id)).signed.report.supersedes).toBe(third.sha256);
    const open = await findOpenShare(context.database, link.slice(3));
    expect(open).toMatchObject({ superseded: true, number: 1 });
    const shown = await readOpenShare(context.database, open!);
    expect(shown?.html).toContain("version 1 of this report");
    expect(readReport(new TextEncoder().encode(shown?.html)).sha256).toBe(first.sha256);
    const stored = await readReportOf(context, first.id);
    const file = async (format: "html" | "json" | "csv" | "jsonl" | "junit") => {
      let text = "";
      for await (const piece of reportFile(context.programFolder, stored, format).pieces) text += typeof piece === "string" ? piece : new TextDecoder().decode(piece);
      return text;
    };
    expect((await file("jsonl")).trim().split("\n")).toHaveLength((await file("csv")).split("\r\n").length - 2);
    expect(await file("junit")).toContain("<testsuite name=\"my-pairs\"");
    expect((await file("csv")).split("\r\n")[1]).toContain(",occupation-pronouns-demo,");
    const { report: imported, check } = await importReport(context, { name: "a.html", bytes: new TextEncoder().encode(await file("html")) });
    expect(check.mismatches).toEqual([]);
    // It is the very report that is there already.
    expect(imported.sha256).toBe(first.sha256);
    const comparison = await compareAny(context, `report:${imported.id}`, baseline);
    expect(comparison.suites.map(({ suite, onlyA, onlyB, flipped }) => [suite, onlyA, onlyB, flipped.length])).toEqual([["occupation-pronouns-demo", 0, 0, 0], ["my-pairs", 0, 0, 0]]);
    expect((await compose({ baseline: `report:${imported.id}` })).baseline?.title).toBe("=A report");
    await deleteReport(context, first.id);
    expect(await findOpenShare(context.database, link.slice(3))).toBeNull();
  });

  it("scores the same when a sample of its items is run again, and not on numbers that were changed", async () => {
    const options = { modelPath: path.join(context.settings.modelsFolder, DEMO_MODEL), sample: 20, seed: 4, signal: new AbortController().signal, onProgress: () => undefined };
    const signed = await seal(await compose(), null);
    const suites = await rerunSample(context, signed, options);
    expect(suites.map(({ suite, differences, skipped }) => [suite, differences, skipped])).toEqual([["occupation-pronouns-demo", [], null], ["my-pairs", [], null]]);
    expect(suites.every(({ items }) => items >= 20)).toBe(true);
    const tampered = structuredClone(signed);
    const column = tampered.report.audits[0]?.suites[1]?.tables?.[0]?.columns["moreLogLikelihood"];
    if (column?.type === "numbers") column.values = column.values.map((value) => (value ?? 0) + 0.5);
    expect((await rerunSample(context, tampered, options))[1]?.differences.length).toBeGreaterThan(0);
    // Ended after one chunk: what was not scored then is no difference.
    const partial = structuredClone(signed);
    const [manifest, suite] = [partial.report.audits[0]?.manifest, partial.report.audits[0]?.suites[1]];
    if (!manifest || !suite?.tables) throw new Error("no suite");
    const { chunks, trials } = await planSuite(await loadSuite(context, "my-pairs"), manifest.options, manifest.model.sizeBytes);
    const scored = new Set(chunks[0]?.trials.map((number) => `${trials[number]?.item} ${trials[number]?.phrasing}`));
    const rows = decodeTables(suite.tables).filter(({ item, phrasing }) => scored.has(`${item} ${phrasing}`));
    expect(chunks.length).toBeGreaterThan(1);
    Object.assign(suite, { complete: false, tables: encodeRows(rows) });
    const [, again] = await rerunSample(context, partial, { ...options, sample: 1_000 });
    expect(again).toMatchObject({ suite: "my-pairs", skipped: null, items: rows.length, differences: [] });
    const other = structuredClone(signed);
    if (other.report.audits[0]) other.report.audits[0].manifest.model.sha256 = "0".repeat(64);
    await expect(rerunSample(context, other, options)).rejects.toThrow("is not the file of this report");
  });
});
