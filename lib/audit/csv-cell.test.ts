import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { csvCell, csvLine } from "./csv-cell";

describe("a CSV cell", () => {
  it.each(["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx"])("that would start a formula (%j) is text", (text) => {
    expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
  });

  it("keeps numbers, also negative ones, and leaves nothing for null", () => {
    expect(csvLine([-1.5, null, "plain"])).toBe("-1.5,,plain\r\n");
  });

  it("comes back from a CSV reader as it went in, but for the apostrophe", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (cells) => {
        const back = z.array(z.array(z.string())).parse(parse(csvLine(["x", ...cells]), { relax_column_count: true }));
        expect(back[0]?.slice(1)).toEqual(cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)));
      }),
    );
  });
});
