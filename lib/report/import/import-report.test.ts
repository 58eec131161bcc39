import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { Report } from "@/lib/domain/report";
import { resultsFileSchema } from "@/lib/audit/results/results-file";
import { findReport } from "@/lib/db/reports";
import { repositoryRoot, temporaryDatabase } from "@/lib/db/testing";
import type { Database } from "@/lib/db/client";
import { canonicalJson } from "../canonical-json";
import { reportDocument } from "../html/document";
import { seal } from "../seal";
import { readReportOf } from "../stored/reports";
import { exampleReport, exampleRows } from "../testing";
import { importReport } from "./import-report";

let database: Database;
let folder = "";
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ database, folder, remove } = await temporaryDatabase());
});
afterAll(() => remove?.());

const report = exampleReport([...exampleRows("pair", 12), ...exampleRows("decision", 12)], { resamples: 50 });
const bring = (text: string, name = "report.json") => importReport({ database, programFolder: repositoryRoot }, { name, bytes: new TextEncoder().encode(text) });
const json = async (patch: Partial<Report> = {}) => canonicalJson(await seal({ ...report, ...patch }, { dataFolder: folder }));
const changed = (text: string, from: string | RegExp, to: string): string => {
  const result = text.replace(from, to);
  expect(result).not.toBe(text);
  return result;
};

describe("the import of a report", () => {
  it("keeps what was exported, from JSON and from HTML, once, and says that every figure is right", async () => {
    const text = await json();
    const first = await bring(text);
    expect(first.report).toMatchObject({ imported: true, title: "Example", signed: true, bytes: text.length, shares: [] });
    expect(first.check).toMatchObject({ hash: "match", signature: "valid", mismatches: [], notChecked: [] });
    expect(first.check.figures).toBeGreaterThan(100);
    const html = reportDocument(await seal(report, { dataFolder: folder }), { css: "a{}", script: "let a" });
    expect((await bring(html, "report.html")).report.id).toBe(first.report.id);
    expect(await findReport(database, first.report.id)).toEqual(first.report);
  });

  it("keeps copies that other keys signed, or none, each as it was checked", async () => {
    const signers = [null, { dataFolder: folder }, { dataFolder: path.join(folder, "another") }, { dataFolder: path.join(folder, "a-third") }];
    const texts = await Promise.all(signers.map(async (signer) => canonicalJson(await seal({ ...report, title: "Often signed" }, signer))));
    const ids: string[] = [];
    for (const text of [...texts, ...texts]) {
      const kept = await bring(text);
      ids.push(kept.report.id);
      expect((await readReportOf({ database }, kept.report.id)).text).toBe(text);
    }
    expect(new Set(ids).size).toBe(signers.length);
    expect(ids.slice(signers.length)).toEqual(ids.slice(0, signers.length));
  });

  it("tells of figures that do not follow from the items", async () => {
    const copy = structuredClone(report);
    const finding = copy.audits[0]?.suites[0]?.findings[0];
    if (finding) finding.estimate = 12.5;
    const { check } = await bring(canonicalJson(await seal(copy, null)));
    expect(check.mismatches).toEqual([expect.objectContaining({ figure: "estimate", stated: 12.5 })]);
  });

  it.each<[string, (text: string) => string, string]>([
    ["an unknown version", (text) => changed(text, '"supersedes":null,"title":"Example","version":1', '"supersedes":null,"title":"Example","version":7'), "report.version"],
    ["another format", (text) => changed(text, '"format":"vitrine-report"', '"format":"vitrine-recipe"'), "format"],
    ["a missing field", (text) => changed(text, '"notes":"",', ""), "report.notes"],
    ["NaN", (text) => changed(text, '"number":1', '"number":NaN'), "not valid JSON"],
    ["a number as text", (text) => changed(text, '"number":1', '"number":"1"'), "report.number"],
    ["a wrong hash", (text) => changed(text, /"sha256":"[0-9a-f]{64}","signature"/, `"sha256":"${"0".repeat(64)}","signature"`), "hash"],
    ["a field that no report has", (text) => changed(text, '"notes":""', '"notes":"","more":1'), "report.more"],
    ["a changed number", (text) => changed(text, '"n":11', '"n":12'), "hash"],
    ["a file cut short", (text) => text.slice(0, -100), "not valid JSON"],
    ["a million nested lists", (text) => changed(text, '"notes":""', `"notes":${"[".repeat(200_000)}${"]".repeat(200_000)}`), "report.json"],
    ["half a character", (text) => changed(text, '"notes":""', '"notes":"\\ud83d"'), "report.notes"],
    ["something else", () => "<html><body>Hello</body></html>", "neither the JSON of a report"],
    ["nothing", () => "", "neither the JSON of a report"],
  ])("refuses %s and names the place", async (_, change, place) => {
    const before = await database.report.count();
    const error: unknown = await bring(change(await json())).then(() => null, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "bad-request" });
    expect(error instanceof VitrineError && [error.message, ...(error.issues ?? []).map(({ path }) => path)].join("\n")).toContain(place);
    expect(await database.report.count()).toBe(before);
  });

  it("refuses a signature of another report, texts of a megabyte and endless resampling, well-formed as they are", async () => {
    const other = await seal({ ...report, notes: "other" }, { dataFolder: folder });
    const own = await seal(report, null);
    await expect(bring(canonicalJson({ ...own, signature: other.signature }))).rejects.toThrow("signature");
    await expect(bring(await json({ notes: "x".repeat(1_000_000) }))).rejects.toThrow("report.notes: a text of 1,000,000 characters");
    await expect(bring(await json({ title: "x".repeat(1_000) }))).rejects.toThrow("report.title");
    const endless = structuredClone(report);
    const statistics = endless.audits[0]?.manifest.statistics;
    if (statistics) statistics.resamples = 2_000_000_000;
    await expect(bring(canonicalJson(await seal(endless, null)))).rejects.toThrow("statistics.resamples: 2000000000 is out of range");
    const twice = structuredClone(report);
    const item = twice.audits[0]?.suites[0]?.tables?.[0]?.columns["item"];
    if (item?.type === "words") item.indices[1] = 0;
    const phrasing = twice.audits[0]?.suites[0]?.tables?.[0]?.columns["phrasing"];
    if (phrasing?.type === "words") phrasing.indices[1] = phrasing.indices[0] ?? 0;
    await expect(bring(canonicalJson(await seal(twice, null)))).rejects.toThrow("is there twice");
  });

  it("takes results.json of an audit as findings without items, once", async () => {
    const [audit] = report.audits;
    const [suite] = audit?.suites ?? [];
    const results = resultsFileSchema.parse({
      format: "vitrine-results", version: 1, manifest: audit?.manifest, complete: true, times: audit?.times, suites: [{ suite: "example", trials: 24, complete: true, metrics: suite?.findings }],
    });
    const text = JSON.stringify(results, null, 2);
    const { report: kept, check } = await bring(text, "results.json");
    expect(kept).toMatchObject({ imported: true, profile: "aggregates", title: "tiny.gguf: example", signed: false });
    expect(check).toMatchObject({ hash: "match", figures: 0, notChecked: [{ suite: "example" }] });
    expect((await bring(text, "results.json")).report.id).toBe(kept.id);
    await expect(bring(changed(text, '"version": 1,\n  "manifest"', '"version": 2,\n  "manifest"'), "results.json")).rejects.toThrow("version");
    await expect(bring(changed(text, '"createdAt": "2026', '"createdAt": "soon'), "results.json")).rejects.toThrow("times.createdAt");
  });
});
