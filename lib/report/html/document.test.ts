import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PairRow, TargetRow } from "@/lib/audit/rows";
import { readReport } from "../read-report";
import type { InspectionShot } from "@/lib/domain/inspection-shot";
import { inlineJson, reportDocument, shotDocument, withNothingHidden } from "./document";
import { signedOf, suiteOf } from "./testing";

const assets = { css: "body{margin:0}", script: "void 0" };

const pairs = (n: number): PairRow[] =>
  Array.from({ length: n }, (_, i) => ({
    kind: "pair", item: `p${i}`, phrasing: i % 2 === 0 ? "plain" : "heard", cluster: `c${i}`, category: i % 3 === 0 ? "age" : "religion", control: i % 10 === 9 ? "placebo" : null,
    moreLogLikelihood: -20 + (i % 7) / 3, lessLogLikelihood: -20.5 + (i % 5) / 4, moreTokens: 8, lessTokens: 8, dPost: null,
  }));

const targets: TargetRow[] = ["nurse", "plumber", "clerk"].flatMap((subject, s) =>
  Array.from({ length: 12 }, (_, i) => ({
    kind: "target", item: `${subject}/${i}`, phrasing: `w${i % 4}`, cluster: `w${i}`, category: "jobs", control: null, block: "jobs", subject, context: "-", lean: 0, placeboOf: null, planted: null,
    logFirst: -1 - s / 3 - i / 50, logSecond: -1.2 + i / 40, neutral: [0.1, 0.05],
  })),
);

describe("a report as a file", () => {
  const signed = signedOf([suiteOf(pairs(60)), suiteOf(targets, { suite: "t", title: "Words after jobs" })], { title: "What <b>was</b> found", notes: "First.\n\nSecond & last." });
  const html = reportDocument(signed, assets);

  it("holds the sections in their order, verdicts before charts", () => {
    const places = Array.from({ length: 13 }, (_, i) => html.indexOf(`id="s${i + 2}"`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it("is one file: nothing in it is fetched from anywhere, no style is on an element, and no event handler", () => {
    const page = html.slice(0, html.indexOf(`<script type="application/json"`));
    expect(page).not.toMatch(/<link\b|\bsrc=|@import|<iframe|<img/);
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=/);
  });

  it("allows its own style and script by their hashes and nothing else", () => {
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? "";
    const sha = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src ${sha(style)}`);
    expect(policy).toContain(`script-src ${sha(assets.script)}`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it("carries the report whole: what is read back from it is what was written", () => {
    expect(readReport(new TextEncoder().encode(html))).toEqual(signed);
  });

  it("shows every finding with its place, once", () => {
    const places = [...html.matchAll(/data-figure="([^"]+)"/g)].map(([, place]) => place);
    expect(places).toHaveLength(signed.report.audits[0]?.suites.reduce((sum, { findings }) => sum + findings.length, 0) ?? -1);
    expect(new Set(places).size).toBe(places.length);
  });

  it("says what is not there instead of leaving a gap", () => {
    expect(html).toContain("No baseline was chosen");
    expect(html).toContain("has not said what it is meant to be used for");
    const without = reportDocument(signedOf([suiteOf(pairs(20), { profile: "aggregates", tables: null })]), assets);
    expect(without).toContain("Its figures cannot be computed again from this file");
  });
});

describe("hostile text", () => {
  const hostile = "</script><script>alert(1)</script>\u202Eevil\u0000<img src=x onerror=alert(1)>";
  const rows = pairs(20).map((row) => ({ ...row, item: `${row.item}${hostile}`, category: hostile, phrasing: hostile }));
  const suite = suiteOf(rows, {
    title: hostile, licence: hostile, suite: hostile, phrasings: [{ id: hostile, text: hostile }], leftOut: [{ reason: hostile, count: 1 }], profileReason: hostile,
    card: { measures: hostile, construct: hostile, harm: hostile, population: hostile, limits: [hostile] }, texts: rows.map(({ item, phrasing }) => ({ item, phrasing, texts: [{ variant: hostile, text: hostile }] })),
  });
  const signed = signedOf([suite], {
    title: hostile, intendedUse: hostile, notes: hostile, removed: [{ what: hostile, why: hostile, count: 1 }],
    limitations: [{ id: hostile, text: hostile, source: hostile, url: "javascript:alert(1)", date: hostile, suites: [hostile] }],
    crosswalk: [{ framework: hostile, clause: hostile, asks: hostile, section: hostile, source: hostile, url: "javascript:alert(1)", date: hostile }],
    reproduce: { command: hostile, manifestSha256: hostile },
  });
  const html = reportDocument(signed, assets);

  it("never becomes markup", () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img/);
    expect(html).not.toMatch(/href="javascript/);
  });

  it("shows characters that hide or turn text by their names, and holds none of them", () => {
    expect(html).toContain("⟨RLO⟩evil␀");
    expect(html.includes("\u202E") || html.includes("\u0000")).toBe(false);
    expect(readReport(new TextEncoder().encode(html))).toEqual(signed);
  });

  it("of a million letters is cut on the page and kept in the data", () => {
    const long = "x".repeat(1_000_000);
    const page = reportDocument(signedOf([suiteOf(pairs(20), { phrasings: [{ id: "long", text: long }], card: { measures: long, construct: "", harm: "", population: "", limits: [] } })]), assets);
    const body = page.slice(0, page.indexOf('<script type="application/json"'));
    expect(body.length).toBeLessThan(200_000);
    // Importers refuse a text of this length; it is in the file all the same.
    expect(JSON.parse(/id="vitrine-report">([^<]*)</.exec(page)?.[1] ?? "")).toMatchObject({ report: { audits: [{ suites: [{ card: { measures: long } }] }] } });
  });
});

it("makes what is hidden visible and leaves line breaks", () => {
  expect(withNothingHidden("a\u200Bb\nc\u2066")).toBe("a⟨ZWSP⟩b\nc⟨LRI⟩");
});

it("writes JSON that parses to the same value and cannot end its element", () => {
  const value = { "<": "</script>\u2028\u{E0001}\u0001\u202E", emoji: "👩‍🚀" };
  const text = inlineJson(value);
  expect(text).not.toMatch(/<|[\u2028\u202E\u200D]/u);
  expect(JSON.parse(text)).toEqual(value);
});

describe("a view of an inspection as a file", () => {
  const shot: InspectionShot = {
    format: "vitrine-inspection", version: 1, title: "The <capital>\u202E", createdAt: "2026-11-24T12:00:00.000Z", software: "vitrine 0.1.0",
    model: { fileName: "demo-f16.gguf", sha256: "a5".repeat(32), sizeBytes: 16_316_096, architecture: "deepseek2", quantisation: "F16" },
    engine: "llama.cpp", mode: "completion", sampling: "greedy", promptTokens: 2,
    tokens: [{ text: "·The", special: false, logprob: null, rank: null }, { text: "·capital", special: false, logprob: -0.1, rank: 1 }, { text: "<img src=x onerror=alert(1)>", special: false, logprob: -2, rank: 3 }],
    locked: 2,
    candidates: { rows: [{ text: "·of", probability: 0.8, taken: false }, { text: "<b>", probability: 0.1, taken: true }], rest: 0.1 },
    attention: { layer: 1, head: 2, weights: [0.7, 0.2, 0.1] },
    routing: [{ layer: 1, chosen: [{ expert: 4, weight: 0.6 }, { expert: 7, weight: 0.4 }] }],
  };

  it("runs no script, fetches nothing and shows text as text", () => {
    const html = shotDocument(shot, assets);
    expect(html).not.toMatch(/<script|<img|<[^>]*\s(on[a-z]+|style|src)=/);
    expect(html).toContain("script-src 'none'");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html.includes("\u202E")).toBe(false);
  });

  it("tells of the locked token what it could have been, where it looked and who worked on it, and says what is not there", () => {
    const html = shotDocument(shot, assets);
    for (const part of ["What else could have stood there", "layer 1, head 2", "layer 1, expert 4"]) expect(html).toContain(part);
    expect(shotDocument({ ...shot, candidates: null, attention: null, routing: null }, assets)).toContain("was not recorded");
    expect(shotDocument({ ...shot, locked: null }, assets)).not.toContain("What else could have stood there");
  });
});
