import type { DisplayTokens } from "./display-tokens";
import type { TokenTable } from "./inspection";

/** A run of tokens read as one thing: a glyph, a word or a sentence. Positions, both included. */
export interface TextUnit {
  first: number;
  last: number;
}

export type TextUnitKind = "token" | "word" | "sentence";

/** Log-probabilities in the engine's unit (nats) to the reader's (bits). */
export const BITS_PER_NAT = 1 / Math.LN2;

/**
 * The units of a text, in order and without gaps. Tokens that share a character are never parted; a control token is a unit
 * of its own. "token" gives one unit per glyph. Words and sentences follow Unicode's text segmentation (UAX 29), moved to
 * the nearest token boundary: a space goes with what follows it, a line break with what precedes it. O(characters).
 */
export function textUnits(display: DisplayTokens, kind: TextUnitKind): TextUnit[] {
  const glyphs = display.glyphs.map(({ first, last }) => ({ first, last }));
  if (kind === "token") return glyphs;
  const starts = segmentStarts(display.text, kind);
  const units: TextUnit[] = [];
  let next = 0; // index of the segment start that has not been used yet
  for (const glyph of glyphs) {
    const offset = display.offsets[glyph.first] ?? 0;
    while ((starts[next]?.latest ?? Infinity) < offset) next++;
    const isStart = offset >= (starts[next]?.earliest ?? Infinity);
    if (isStart) next++;
    const open = units.at(-1);
    const special = display.tokens[glyph.first]?.special === true;
    const afterSpecial = open !== undefined && display.tokens[open.last]?.special === true;
    if (open === undefined || isStart || special || afterSpecial) units.push({ ...glyph });
    else open.last = glyph.last;
  }
  return units;
}

/** Where a unit may begin: from the end of what precedes it to its first character that is not a space, both included. */
interface SegmentStart {
  earliest: number;
  latest: number;
}

function segmentStarts(text: string, granularity: "word" | "sentence"): SegmentStart[] {
  const starts: SegmentStart[] = [];
  const belongsToPrevious = granularity === "word" ? /^[^\S\n]*$/ : /^\s*$/;
  for (const { segment, index } of new Intl.Segmenter("en", { granularity }).segment(text)) {
    if (belongsToPrevious.test(segment)) continue;
    let earliest = index;
    while (earliest > 0 && isSpace(text[earliest - 1])) earliest--;
    let latest = index;
    while (isSpace(text[latest])) latest++;
    starts.push({ earliest, latest });
  }
  return starts;
}

/** Whitespace within a line. */
const isSpace = (character: string | undefined): boolean => character !== undefined && character !== "\n" && /\s/.test(character);

/** Figures of a unit. Null where nothing in it was predicted. */
export interface UnitFigures {
  /** How many of its tokens were predicted (the first token of a text is not). */
  predicted: number;
  /** Nats: sum over its tokens, so exp of it is the probability of the whole unit given what came before. */
  logprob: number | null;
  /** Lowest probability of any of its tokens, 0 … 1. */
  probability: number | null;
  /** Mean per token, bits. */
  surprisal: number | null;
  /** Mean per token, bits: of the distributions that its tokens were drawn from, that is, those before each of them. */
  entropy: number | null;
  /** Worst of its tokens, 1 is the best. */
  rank: number | null;
}

/** How `unitFigures` puts several tokens together, in words for a legend. */
export const aggregation = {
  probability: "lowest of its tokens",
  surprisal: "mean of its tokens",
  entropy: "mean of its tokens",
  rank: "worst of its tokens",
} as const;

/** The figures of tokens `first` … `last`. Linear in their number. */
export function unitFigures(table: Pick<TokenTable, "logprob" | "rank" | "entropy">, { first, last }: TextUnit): UnitFigures {
  let predicted = 0;
  let logprob = 0;
  let lowest = Infinity;
  let entropy = 0;
  let entropies = 0;
  let rank = 0;
  for (let position = first; position <= last; position++) {
    const value = table.logprob[position] ?? null;
    if (value !== null) {
      predicted++;
      logprob += value;
      lowest = Math.min(lowest, value);
      rank = Math.max(rank, table.rank[position] ?? 0);
    }
    const before = position > 0 ? (table.entropy[position - 1] ?? null) : null;
    if (before !== null) {
      entropy += before;
      entropies++;
    }
  }
  const any = predicted > 0;
  return {
    predicted,
    logprob: any ? logprob : null,
    probability: any ? Math.exp(lowest) : null,
    surprisal: any ? (-logprob * BITS_PER_NAT) / predicted : null,
    entropy: entropies > 0 ? (entropy * BITS_PER_NAT) / entropies : null,
    rank: rank > 0 ? rank : null,
  };
}
