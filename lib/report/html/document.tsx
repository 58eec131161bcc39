import { renderToStaticMarkup } from "react-dom/server";
import { ochre, type Theme } from "@/lib/charts/colour";
import type { InspectionShot } from "@/lib/domain/inspection-shot";
import type { SignedReport } from "@/lib/domain/report";
import { visibleText } from "@/lib/domain/visible-text";
import { chipRules } from "./chips";
import { heatRules } from "./heat";
import { DATA_ID } from "./ids";
import { clipped } from "./parts";
import { policyOf } from "./policy";
import { ReportPage } from "./report-page";
import { ShotPage } from "./shot-page";

/** Built by scripts/build-bundles.ts, as text. */
export interface Assets {
  css: string;
  script: string;
}

/** Controls, format characters (those that change the direction of text among them), private use and line separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\u034f]/gu;

/** Markup in which every such character, wherever it came from, is drawn by its name. Line breaks of the markup stay. */
export const withNothingHidden = (markup: string): string => markup.replace(unseen, (character) => (character === "\n" ? character : visibleText(character)));

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON for a script element: no character in it can end the element, and none is invisible. Parses to the same value. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replace(unseen, (character) => Array.from({ length: character.length }, (_, i) => escapeUnit(character.charAt(i))).join(""));
}

/** Rules of both themes; on paper it is light. */
const themed = (rules: (theme: Theme) => string): string => `${rules("light")}@media screen and (prefers-color-scheme:dark){${rules("dark")}}`;

/** Longer texts than this are cut on the page; a person writes none, and the data of the file have them whole. */
const LONGEST = 20_000;

/** The same value with its long texts cut. Tables and texts of items are cut where they are shown. */
function forReading<T>(value: T): T;
function forReading(value: unknown): unknown {
  if (typeof value === "string") return clipped(value, LONGEST);
  if (Array.isArray(value)) return value.map((one: unknown) => forReading(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]: [string, unknown]) => [name, name === "tables" || name === "texts" ? one : forReading(one)]));
}

const escapeText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** One HTML file that needs nothing else. `title` and `body` may hold text from anywhere; `scripts` are this program's. */
function selfContained({ title, style, body, data, script }: { title: string; style: string; body: string; data: string; script: string | null }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf([style], script === null ? [] : [script])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${escapeText(withNothingHidden(title.slice(0, 300)).replaceAll("\n", " "))}</title>
<style>${style}</style>
</head>
<body>
${withNothingHidden(body)}
${data}
${script === null ? "" : `<script>${script}</script>`}
</body>
</html>
`;
}

/**
 * The report as one HTML file: readable without scripts and without a network, with the data from which its figures are computed again.
 * The same bytes are the download and the public page.
 */
export function reportDocument(signed: SignedReport, { css, script }: Assets): string {
  return selfContained({
    title: `${signed.report.title} · audit report`,
    style: `${css}${themed((theme) => `:root{--ochre:${ochre[theme]}}${heatRules(theme)}`)}`,
    body: renderToStaticMarkup(<ReportPage signed={forReading(signed)} />),
    data: `<script type="application/json" id="${DATA_ID}">${inlineJson(signed)}</script>`,
    script,
  });
}

/** One inspection's view as a file without any script: what is in it is what is read. */
export function shotDocument(shot: InspectionShot, { css }: Pick<Assets, "css">): string {
  return selfContained({ title: `${shot.title} · inspection`, style: `${css}${themed(chipRules)}`, body: renderToStaticMarkup(<ShotPage shot={forReading(shot)} />), data: "", script: null });
}
