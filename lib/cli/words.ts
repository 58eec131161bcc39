const KILO = 1_024;
const units = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;

/** A size for people: 15.6 MiB. */
export function sizeInWords(bytes: number): string {
  const step = bytes < KILO ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(KILO)));
  return `${(bytes / KILO ** step).toFixed(step === 0 ? 0 : 1)} ${units[step] ?? ""}`;
}

export const countInWords = (count: number, word: string): string => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;

/** The part of any job's progress that comes before its own work. */
export function waitingInWords(event: { type: "queued"; ahead: number } | { type: "loading"; fraction: number }): string {
  return event.type === "queued" ? "Waiting for the engine …" : `Loading the model … ${percent(event.fraction)}`;
}

/** Columns as wide as their widest cell, two spaces between. */
export function tableInWords(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}
