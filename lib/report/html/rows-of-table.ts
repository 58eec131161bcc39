import type { Row } from "@/lib/audit/rows";
import type { ItemColumn, ItemTable } from "@/lib/domain/report";

function cell(column: ItemColumn, i: number): unknown {
  return column.type === "numbers" ? column.values[i] : column.dictionary[column.indices[i] ?? -1];
}

/** The rows of a table, put together from its columns. Boundary: they were checked when the report was made or taken in. */
export function rowsOfTable(table: ItemTable): Row[] {
  const columns = Object.entries(table.columns);
  return Array.from({ length: table.count }, (_, i) => ({ kind: table.kind, ...Object.fromEntries(columns.map(([name, column]) => [name, cell(column, i)])) }) as unknown as Row);
}
