import type { ChartTable } from "@/lib/charts";
import { displayTokens, type DisplayToken } from "@/lib/domain/display-tokens";
import { looksLikeControl } from "@/lib/domain/visible-text";
import type { Fidelity, FidelityText, FlipsByMargin } from "@/lib/domain/fidelity";

/** Upper bounds of the bins of a distribution of divergence, nats; the last bin has none. */
export const klBounds = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1] as const;

/** How many tokens fall below each bound, and at or above the last. */
export function klHistogram(texts: readonly FidelityText[]): number[] {
  const bins = Array.from({ length: klBounds.length + 1 }, () => 0);
  for (const { kl } of texts) {
    for (const value of kl) {
      const bin = klBounds.findIndex((bound) => value < bound);
      const at = bin < 0 ? klBounds.length : bin;
      bins[at] = (bins[at] ?? 0) + 1;
    }
  }
  return bins;
}

export const klNames: readonly string[] = [`<10⁻⁶`, "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", ".01", ".1", "≥1"];
/** In words, for the bin of the same number. */
export const klRange = (bin: number): string =>
  bin === 0 ? "below 0.000001 nats" : bin === klBounds.length ? "1 nat or more" : `${klBounds[bin - 1]} to ${klBounds[bin]} nats`;

export const marginName = ({ below }: FlipsByMargin[number], before: FlipsByMargin[number] | undefined): string => (below === null ? `≥${before?.below ?? 0}` : `<${below}`).replace("0.", ".");

/** Share of decisions that flipped, by margin; NaN where there were none. */
export const flipShares = (bins: FlipsByMargin): number[] => bins.map(({ flips, decisions }) => (decisions === 0 ? Number.NaN : flips / decisions));

/** One text as a line of the table. */
export interface TextRow {
  text: FidelityText;
  /** Its place among the texts. */
  index: number;
  /** Its beginning, as it is shown. */
  excerpt: string;
  mean: number;
  largest: number;
  /** Share of its tokens after which another token leads. */
  topChanged: number;
  /** Share of its routers' decisions; null for models without experts. */
  flips: number | null;
  agreed: number | null;
}

export const rowOrders = ["mean", "largest", "topChanged", "flips", "agreed", "tokens"] as const;
export type RowOrder = (typeof rowOrders)[number];

const EXCERPT = 90;

export function tokensOf(bytes: readonly string[]): DisplayToken[] {
  // A file says nothing of control tokens; one that is written like one is shown as one.
  return displayTokens({ bytes: [...bytes], special: bytes.map(() => false) }).tokens;
}

function rowOf(text: FidelityText, index: number): TextRow {
  const excerpt = tokensOf(text.bytes.slice(0, 40)).filter(({ raw }) => !looksLikeControl(raw)).map(({ raw }) => raw).join("").replace(/\s+/g, " ").trim();
  return {
    text,
    index,
    excerpt: [...excerpt].length > EXCERPT ? `${[...excerpt].slice(0, EXCERPT).join("")}…` : excerpt,
    mean: text.kl.reduce((sum, value) => sum + value, 0) / Math.max(1, text.kl.length),
    largest: text.kl.reduce((most, value) => Math.max(most, value), 0),
    topChanged: text.topChanged.length / Math.max(1, text.tokens),
    flips: text.routing && (text.routing.decisions === 0 ? 0 : text.routing.flips / text.routing.decisions),
    agreed: text.agreedTokens,
  };
}

/** The worst first: most divergence, most changes, the earliest token that differs, the longest. */
export function sortRows(rows: readonly TextRow[], by: RowOrder, ascending = false): TextRow[] {
  const key = (row: TextRow): number => {
    if (by === "tokens") return row.text.tokens;
    // All that were asked for agree: the best of all.
    if (by === "agreed") return row.agreed === null ? -Infinity : -row.agreed;
    return row[by] ?? -1;
  };
  // Without a difference: infinities less each other are none.
  return [...rows].sort((x, y) => (key(x) === key(y) ? 0 : key(x) < key(y) ? 1 : -1) * (ascending ? -1 : 1) || x.index - y.index);
}

export const textRows = ({ texts }: Pick<Fidelity, "texts">): TextRow[] => texts.map(rowOf);

export const stripColours = ["kl", "top", "flips"] as const;
export type StripColour = (typeof stripColours)[number];

export interface StripFigure {
  shown: string;
  breaks: boolean;
  kl: number;
  covered: number;
  topChanged: boolean;
  /** Layers; null for models without experts. */
  flips: number | null;
}

/** Figures of every token of a text. */
export function stripFigures({ bytes, kl, covered, topChanged, flippedLayers }: FidelityText): StripFigure[] {
  const changed = new Set(topChanged);
  return tokensOf(bytes).map(({ shown, raw }, i) => ({
    shown: shown || "⋯",
    breaks: raw.endsWith("\n"),
    kl: kl[i] ?? Number.NaN,
    covered: covered[i] ?? Number.NaN,
    topChanged: changed.has(i),
    flips: flippedLayers?.[i] ?? null,
  }));
}

export function stripTable(text: FidelityText): ChartTable {
  return {
    columns: [{ label: "position", numeric: true }, { label: "token" }, { label: "divergence (nats, at least)", numeric: true }, { label: "probability covered", numeric: true }, { label: "another token leads" }, { label: "layers whose experts differ", numeric: true }],
    rows: stripFigures(text).map(({ shown, kl, covered, topChanged, flips }, i) => [i, shown, kl, covered, topChanged ? "yes" : "no", flips]),
  };
}
