import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ItemTable } from "@/lib/domain/report";
import { rowSchema, type Row } from "@/lib/audit/rows";
import { canonicalJson } from "./canonical-json";
import { decodeTables, encodeRows } from "./item-table";
import { exampleRows, rowKinds } from "./testing";

const travelled = (tables: readonly ItemTable[]): ItemTable[] => JSON.parse(canonicalJson(tables)) as ItemTable[];

describe("item tables", () => {
  it.each(rowKinds)("give back every row of the kind %s exactly", (kind) => {
    for (let seed = 0; seed < 50; seed++) {
      const rows = exampleRows(kind, 1 + (seed % 40), seed);
      expect(decodeTables(travelled(encodeRows(rows)))).toEqual(rows);
    }
  });

  it("give back rows with whatever texts and numbers", () => {
    const word = fc.string({ unit: "grapheme" });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const pair = fc.record({
      kind: fc.constant("pair" as const), item: word, phrasing: word, cluster: word, category: word, control: fc.constantFrom(null, "placebo" as const, "neutral" as const),
      moreLogLikelihood: number, lessLogLikelihood: number, moreTokens: fc.integer({ min: 1 }), lessTokens: fc.integer({ min: 1 }), dPost: fc.option(number),
    });
    const decision = fc.record({
      kind: fc.constant("decision" as const), item: word, phrasing: word, cluster: word, category: word, control: fc.constant(null), labels: fc.dictionary(word, word, { noNullPrototype: true }).filter((labels) => !Object.hasOwn(labels, "__proto__")), logYes: number, logNo: number,
    });
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(pair, decision), { selector: ({ kind, item, phrasing }) => `${kind}\u001f${item}\u001f${phrasing}`, maxLength: 30 }), (rows: Row[]) => {
        const back = decodeTables(travelled(encodeRows(rows)));
        expect(back).toEqual([...rows.filter(({ kind }) => kind === "pair"), ...rows.filter(({ kind }) => kind === "decision")].map((row) => rowSchema.parse(row)));
      }),
      { numRuns: 300 },
    );
  });

  it("keep 60,000 items well under 15 MB", () => {
    const rows = exampleRows("question", 60_000).map((row, i) => ({ ...row, item: `Age-${i}-disambiguated`, cluster: `Age/${i % 25}` }));
    expect(canonicalJson(encodeRows(rows)).length).toBeLessThan(12_000_000);
  });

  const one = (change: (table: ItemTable) => ItemTable): (() => Row[]) => () => decodeTables(encodeRows(exampleRows("pair", 5)).map(change));
  it.each<[string, (table: ItemTable) => ItemTable, string]>([
    ["an unknown kind", (table) => ({ ...table, kind: "feeling" }), "tables[0].kind"],
    ["a missing column", ({ columns: { dPost: _, ...columns }, ...table }) => ({ ...table, columns }), "dPost"],
    ["an unknown column", (table) => ({ ...table, columns: { ...table.columns, colour: { type: "numbers", values: [1, 2, 3, 4, 5] } } }), "colour"],
    ["a column that is too short", (table) => ({ ...table, columns: { ...table.columns, dPost: { type: "numbers", values: [1] } } }), "has 1 cells for 5 items"],
    ["an index outside of the dictionary", (table) => ({ ...table, columns: { ...table.columns, item: { type: "words", dictionary: ["a"], indices: [0, 1, 0, 0, 0] } } }), "index 1 is outside"],
    ["a cell of the wrong kind", (table) => ({ ...table, columns: { ...table.columns, moreTokens: { type: "numbers", values: [1, 2, 3, 0.5, 5] } } }), "tables[0].columns.moreTokens[3]"],
    ["an item that is there twice", (table) => ({ ...table, columns: { ...table.columns, item: { type: "words", dictionary: ["a"], indices: [0, 0, 0, 0, 0] }, phrasing: { type: "words", dictionary: ["f"], indices: [0, 0, 0, 0, 0] } } }), "is there twice"],
    ["a count beyond its columns", (table) => ({ ...table, count: 4_000_000_000 }), "has 5 cells for 4000000000 items"],
  ])("refuse %s and name the place", (_, change, place) => {
    expect(one(change)).toThrow(place);
  });
});
