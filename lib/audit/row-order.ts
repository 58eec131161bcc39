import type { Row } from "./rows";

/** Rows in an order that does not depend on when they were scored: results repeat byte for byte. */
export function inOrder<R extends Row>(rows: readonly R[]): R[] {
  const keyed = rows.map((row) => ({ row, key: `${row.item}\u001f${row.phrasing}\u001f${"seed" in row ? row.seed : ""}` }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}
