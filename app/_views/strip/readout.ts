import { format, type ChartTable } from "@/lib/charts";
import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { TokenTable } from "@/lib/domain/inspection";
import { tokenFigures } from "../token/sentences";

/** The figures of one token on one line; an instruction while there is none. */
export function stripReadout(display: DisplayTokens, table: TokenTable, promptTokens: number, position: number | null): string {
  const token = position === null ? undefined : display.tokens[position];
  if (position === null || !token) return "hover to preview, click to lock, ← → to move";
  const { probability, rank, surprisal } = tokenFigures(table, position);
  const shown = token.shown === "" ? (display.glyphs[token.glyph]?.shown ?? "") : token.shown;
  const short = [...shown].length > 24 ? `${[...shown].slice(0, 23).join("")}…` : shown;
  const figures = probability === null ? "nothing predicted here" : `p ${format.probability(probability)} · rank ${format.count(rank)} · ${format.bits(surprisal)}`;
  return `${short}  ${figures}${position < promptTokens ? " · prompt" : ""}`;
}

/** Every token with its figures, for CSV and the table; a shade adds a column. */
export function stripTable(display: DisplayTokens, table: TokenTable, promptTokens: number, shade: { title: string; values: readonly (number | null)[] } | null): ChartTable {
  return {
    columns: [
      { label: "position", numeric: true },
      { label: "token" },
      { label: "token id", numeric: true },
      { label: "part" },
      { label: "log-probability (nats)", numeric: true },
      { label: "probability", numeric: true },
      { label: "surprisal (bits)", numeric: true },
      { label: "entropy of the choice (bits)", numeric: true },
      { label: "rank", numeric: true },
      ...(shade ? [{ label: shade.title, numeric: true }] : []),
    ],
    rows: display.tokens.map((token, position) => {
      const figures = tokenFigures(table, position);
      return [
        position,
        token.shown,
        table.ids[position] ?? null,
        position < promptTokens ? "prompt" : "written",
        table.logprob[position] ?? null,
        figures.probability,
        figures.surprisal,
        figures.entropy,
        figures.rank,
        ...(shade ? [shade.values[position] ?? null] : []),
      ];
    }),
  };
}
