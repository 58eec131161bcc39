/** The data behind a chart, in words and numbers: shown as a table, read by screen readers, written to CSV. */
export interface ChartTable {
  columns: readonly { label: string; numeric?: boolean }[];
  /** One entry per column. Null is "not measured". */
  rows: readonly (readonly (string | number | null)[])[];
}

const needsQuotes = /[",\r\n]/;

/**
 * A spreadsheet runs a cell that starts with one of these as a formula, and token text is not ours. An apostrophe in front
 * makes it text. Numbers are written as numbers and never guarded.
 */
const formulaStart = /^[=+\-@\t\r\n|%＝＋－＠]/;

function csvCell(value: string | number | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  if (typeof value === "number") return String(value);
  const safe = formulaStart.test(value.trimStart()) || formulaStart.test(value) ? `'${value}` : value;
  return needsQuotes.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180: comma, CRLF, doubled quotes, a header line. UTF-8 without a byte order mark. */
export function toCsv(table: ChartTable): string {
  const lines = [table.columns.map((column) => csvCell(column.label)), ...table.rows.map((row) => row.map(csvCell))];
  return lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
}
