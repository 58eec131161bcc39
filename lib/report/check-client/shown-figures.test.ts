import { describe, expect, it } from "vitest";
import { reportDocument } from "../html/document";
import { signedOf, suiteOf } from "../html/testing";
import { rowsOfEveryKind } from "../testing";
import { shownDifferences } from "./shown-figures";

const hostile = "</td><td>\u202E & \u0000";
const rows = rowsOfEveryKind(20).map((row) => ({ ...row, category: row.category === "age" ? hostile : row.category }));
const signed = signedOf([suiteOf(rows), suiteOf(rows.slice(0, 30), { suite: "t" })]);
const html = reportDocument(signed, { css: "", script: "" });

const unescaped = (text: string): string => text.replaceAll(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
/** As the page's script reads them from the document. */
function rowsOf(markup: string): (place: string) => string[][] {
  const found = [...markup.matchAll(/<tr data-figure="([^"]+)"[^>]*>(.*?)<\/tr>/g)].map(([, place, row = ""]) => ({ place, cells: [...row.matchAll(/<(t[hd])(?![^>]*check-column)[^>]*>(.*?)<\/\1>/g)].map(([, , text = ""]) => unescaped(text)) }));
  return (place) => found.filter((row) => row.place === place).map(({ cells }) => cells);
}

describe("the figures that a page shows", () => {
  it("are those of its data where nobody changed it, whatever its texts", () => {
    expect(signed.report.audits[0]?.suites[0]?.findings.length).toBeGreaterThan(30);
    expect(shownDifferences(signed.report, rowsOf(html))).toEqual([]);
  });

  it("are named wherever one cell says something else", () => {
    const row = /<tr data-figure="0\.0\.0"[^>]*>.*?<\/tr>/.exec(html)?.[0] ?? "";
    const cells = [...row.matchAll(/<td(?![^>]*check-column)[^>]*>[^<]*<\/td>/g)].map(([cell]) => cell);
    expect(cells.length).toBeGreaterThan(8);
    for (const [i, cell] of cells.entries()) {
      let at = -1;
      const changed = row.replaceAll(/<td(?![^>]*check-column)[^>]*>[^<]*<\/td>/g, (one) => (++at === i ? one.replace(/>[^<]*</, ">0.0001<") : one));
      const differences = shownDifferences(signed.report, rowsOf(html.replace(row, changed)));
      expect(differences, cell).toEqual([expect.objectContaining({ place: "0.0.0", found: "0.0001" })]);
    }
    const heading = shownDifferences(signed.report, rowsOf(html.replace(row, row.replace("</th>", " 99 %</th>"))));
    expect(heading).toEqual([expect.objectContaining({ column: "group" })]);
  });

  it("are missed where a row is gone, and noticed where one is there twice or is longer", () => {
    const row = /<tr data-figure="0\.0\.1"[^>]*>.*?<\/tr>/.exec(html)?.[0] ?? "";
    for (const [changed, found] of [["", "0 rows"], [row + row, "2 rows"], [row.replace("</th>", "</th><td>1</td>"), "cells"]] as const) {
      expect(shownDifferences(signed.report, rowsOf(html.replace(row, changed)))).toEqual([expect.objectContaining({ place: "0.0.1", column: null, found: expect.stringContaining(found) as string })]);
    }
  });
});
