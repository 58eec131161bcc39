import { rowEffect } from "@/lib/audit/metrics/row-effect";
import { scoresOf } from "@/lib/audit/results/item-line";
import type { Row } from "@/lib/audit/rows";
import type { ItemTable, ReportSuite } from "@/lib/domain/report";
import { rowsOfTable } from "./rows-of-table";

/** One item in one phrasing as the report's table shows it. Pure: the file's script makes further lines with it. */
export interface ItemLine {
  item: string;
  phrasing: string;
  category: string;
  control: "placebo" | "neutral" | null;
  /** In its metric's unit; null where it is undefined. */
  effect: number | null;
  scores: Readonly<Record<string, number | null>>;
  texts: readonly { variant: string; text: string }[];
}

export interface ItemLines {
  kind: string;
  /** What the effect is, with its unit. */
  effectName: string;
  scoreNames: string[];
  lines: ItemLine[];
}

const effectNames: Record<Row["kind"], string> = {
  pair: "LL(more) − LL(less), nats",
  triplet: "stereotype − anti, bits per token",
  question: "stereotyped − other answer",
  coreference: "margin pro − anti, nats per token",
  target: "log-odds (beyond neutral words, where there are some)",
  decision: "logit of yes",
  divergence: "divergence, nats",
  sample: "sentiment",
};

/** What the reader finds by typing: lower case. */
export const searchText = ({ item, phrasing, category, texts }: ItemLine): string => [item, phrasing, category, ...texts.map(({ text }) => text)].join(" ").toLowerCase();

/** The largest effects first, the undefined ones last; the order of the file among equals. */
export function bySize(lines: readonly ItemLine[]): ItemLine[] {
  return [...lines].sort((a, b) => Math.abs(b.effect ?? -1e-9) - Math.abs(a.effect ?? -1e-9) || Number(b.effect !== null) - Number(a.effect !== null));
}

export function itemLines(suite: Pick<ReportSuite, "texts">, table: ItemTable, noiseFloor: number): ItemLines {
  const texts = new Map((suite.texts ?? []).map((entry) => [`${entry.item}\n${entry.phrasing}`, entry.texts]));
  const rows = rowsOfTable(table);
  const [first] = rows;
  return {
    kind: table.kind,
    effectName: first ? effectNames[first.kind] : "effect",
    scoreNames: first ? Object.keys(scoresOf(first, noiseFloor).scores) : [],
    lines: rows.map((row) => ({
      item: row.item,
      phrasing: row.phrasing,
      category: row.category,
      control: row.control,
      effect: rowEffect(row),
      scores: scoresOf(row, noiseFloor).scores,
      texts: texts.get(`${row.item}\n${row.phrasing}`) ?? [],
    })),
  };
}
