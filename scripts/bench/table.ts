import { max, median } from "d3-array";
import type { Comparison, Limit, Results } from "./results";

const columns = ["model", "measured", "plain", "Vitrine", "ratio", "middle half", "target", ""] as const;

/** The results as a table of plain text, which is also Markdown. */
export function formatTable({ machine, comparisons, limits }: Results): string {
  const rows = [
    ...comparisons.map((comparison) => [
      comparison.model,
      comparison.name,
      quantity(median(comparison.plain) ?? NaN, comparison.unit),
      quantity(median(comparison.subject) ?? NaN, comparison.unit),
      comparison.ratio.toFixed(3),
      comparison.spread.map((value) => value.toFixed(2)).join("–"),
      comparison.target === null ? "" : `≤ ${Number(comparison.target.toFixed(3))}`,
      comparison.target === null ? "" : verdict(comparison.ratio <= comparison.target),
    ]),
    ...limits.map((limit) => {
      const value = judged(limit);
      const { target, strict } = limit;
      const bound = target === null ? ["", ""] : [`${strict ? "<" : "≤"} ${target} ms`, verdict(strict ? value < target : value <= target)];
      return [limit.model, limit.name, "", quantity(value, "ms"), "", "", ...bound];
    }),
  ];
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, llama.cpp ${machine.llamaCpp}`,
    "",
    line(columns),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...rows.map(line),
  ].join("\n");
}

/** The number that a limit is about: the median of its repeats, or the worst of them. */
export function judged(limit: Limit): number {
  return (limit.judge === "median" ? median(limit.values) : max(limit.values)) ?? NaN;
}

function verdict(met: boolean): string {
  return met ? "met" : "MISSED";
}

function quantity(value: number, unit: Comparison["unit"]): string {
  if (unit === "bytes") return `${(value / 2 ** 20).toFixed(1)} MiB`;
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
}
