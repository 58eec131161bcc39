import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { ItemColumn, ItemTable } from "@/lib/domain/report";
import { rowSchema, type Row } from "@/lib/audit/rows";

/** Fields of every kind of row but `kind`, in the order of the schema. */
const fieldsOf: ReadonlyMap<string, readonly string[]> = new Map(
  rowSchema.options.map((option) => [option.shape.kind.value, Object.keys(option.shape).filter((field) => field !== "kind")]),
);

/**
 * Rows as columns, a table for each kind of row, in the order of the rows. What repeats (categories, wordings) is written once.
 * `decodeTables` gives back exactly these rows, kind by kind.
 */
export function encodeRows(rows: readonly Row[]): ItemTable[] {
  return [...fieldsOf].flatMap(([kind, fields]) => {
    const members = rows.filter((row) => row.kind === kind);
    if (members.length === 0) return [];
    return [{ kind, count: members.length, columns: Object.fromEntries(fields.map((field) => [field, columnOf(members.map((row) => cellOf(row, field)))])) }];
  });
}

function cellOf(row: Readonly<Record<string, unknown>>, field: string): unknown {
  return row[field];
}

const isNumber = (value: unknown): value is number | null => value === null || typeof value === "number";
const isWord = (value: unknown): value is string | null => value === null || typeof value === "string";

type Json = z.infer<ReturnType<typeof z.json>>;
const isFlat = (value: unknown): value is string | number | boolean | null => value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Short arrays of numbers are most of what comes here, and there are many. */
const jsonOf = (value: unknown): Json => (isFlat(value) ? value : Array.isArray(value) && value.every(isFlat) ? value : z.json().parse(value));

function columnOf(values: readonly unknown[]): ItemColumn {
  // -0 is written as 0 by JSON; so that what is hashed is what is read.
  if (values.every(isNumber)) return { type: "numbers", values: values.map((value) => (value === null ? null : value + 0)) };
  if (values.every(isWord)) return { type: "words", ...dictionaryOf(values, (value) => value) };
  return { type: "values", ...dictionaryOf(values.map(jsonOf), (value) => JSON.stringify(value)) };
}

function dictionaryOf<T>(values: readonly T[], keyOf: (value: T) => string | null): { dictionary: T[]; indices: number[] } {
  const dictionary: T[] = [];
  const places = new Map<string | null, number>();
  const indices = values.map((value) => {
    const key = keyOf(value);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, dictionary.length);
    return dictionary.push(value) - 1;
  });
  return { dictionary, indices };
}

const refuse = (place: string, message: string): VitrineError => new VitrineError("bad-request", `The item table is not understood: ${place}: ${message}.`, [{ path: place, message }]);

/** The cell of row i. Its place is told by whoever parses the row. */
function cellAt(column: ItemColumn, i: number): unknown {
  return column.type === "numbers" ? column.values[i] : column.dictionary[column.indices[i] ?? -1];
}

function checkColumn(column: ItemColumn, count: number, place: string): void {
  const length = column.type === "numbers" ? column.values.length : column.indices.length;
  if (length !== count) throw refuse(place, `has ${length} cells for ${count} items`);
  if (column.type === "numbers") return;
  const wrong = column.indices.find((index) => index >= column.dictionary.length);
  if (wrong !== undefined) throw refuse(place, `index ${wrong} is outside of its ${column.dictionary.length} words`);
}

const keyOf = (row: Row): string => [row.kind, row.item, row.phrasing, "seed" in row ? row.seed : ""].join("\u001f");

/**
 * The rows of a suite's tables. Error: `bad-request` naming the place of an unknown kind, a column that is missing, unknown, too short
 * or out of its dictionary, a cell that no row of that kind can have, an item that is there twice.
 */
export function decodeTables(tables: readonly ItemTable[], place = "tables"): Row[] {
  const seen = new Set<string>();
  return tables.flatMap(({ kind, count, columns }, t) => {
    const at = `${place}[${t}]`;
    const fields = fieldsOf.get(kind);
    if (!fields) throw refuse(`${at}.kind`, `“${kind.slice(0, 100)}” is no kind of item`);
    const present = new Map(Object.entries(columns));
    const unknown = [...present.keys()].find((name) => !fields.includes(name));
    if (unknown !== undefined) throw refuse(`${at}.columns`, `“${unknown.slice(0, 100)}” is no column of this kind`);
    const named = fields.map((field) => {
      const column = present.get(field);
      if (!column) throw refuse(`${at}.columns`, `the column “${field}” is missing`);
      checkColumn(column, count, `${at}.columns.${field}`);
      return { field, column };
    });
    return Array.from({ length: count }, (_, i) => {
      const parsed = rowSchema.safeParse(Object.fromEntries([["kind", kind], ...named.map(({ field, column }) => [field, cellAt(column, i)])]));
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw refuse(`${at}.columns.${issue?.path.join(".") ?? ""}[${i}]`, issue?.message ?? "not understood");
      }
      const key = keyOf(parsed.data);
      if (seen.has(key)) throw refuse(`${at}.columns.item[${i}]`, `the item “${parsed.data.item.slice(0, 100)}” is there twice in the wording “${parsed.data.phrasing.slice(0, 100)}”`);
      seen.add(key);
      return parsed.data;
    });
  });
}
