import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toCsv } from "./table";

const oneColumn = (...values: (string | number | null)[]) => toCsv({ columns: [{ label: "value" }], rows: values.map((value) => [value]) });

test("text with commas, quotes and line breaks is quoted", () => {
  expect(oneColumn('a,"b"\n')).toBe('value\r\n"a,""b""\n"\r\n');
});

test("text that a spreadsheet would run as a formula is made inert", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"]) {
    expect(parse(oneColumn(text))[1]).toEqual([`'${text}`]);
  }
});

test("negative numbers stay numbers", () => {
  expect(oneColumn(-1.5)).toBe("value\r\n-1.5\r\n");
});

test("what was not measured is an empty cell", () => {
  expect(oneColumn(null, Number.NaN)).toBe("value\r\n\r\n\r\n");
});

test("any text survives a round trip but for the guard", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const [, row] = parse(toCsv({ columns: [{ label: "a" }, { label: "b" }], rows: [[text, 1]] }));
      expect([text, `'${text}`]).toContain(row?.[0]);
    }),
  );
});
