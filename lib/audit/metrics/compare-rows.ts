import type { BootstrapOptions } from "@/lib/stats/bootstrap";
import { type Flips, flips, pairedComparison, type PairedComparison } from "@/lib/stats/paired";
import { inOrder } from "../row-order";
import type { Row } from "../rows";
import { groupsByCategory } from "./metric";
import { rowEffect, rowOutcome } from "./row-effect";

export interface RowPair {
  baseline: Row;
  candidate: Row;
}

export interface Flip extends RowPair {
  /** "gained": the outcome became true (stereotyped, selected); "lost": it became false. */
  direction: "gained" | "lost";
  /** |effect| in the baseline: flips of large margins are no rounding. */
  margin: number;
}

export interface RowComparison {
  group: string;
  /** Candidate minus baseline of the rows' own effects, with paired cluster bootstrap and sign-flip test. */
  comparison: PairedComparison;
  flips: Flips;
}

export interface RunComparison {
  pairs: RowPair[];
  onlyBaseline: number;
  onlyCandidate: number;
  groups: RowComparison[];
  /** Gained ones first (regressions), then by margin, the largest first. */
  flipped: Flip[];
}

const keyOf = (row: Row): string => [row.kind, row.item, row.phrasing, "seed" in row ? row.seed : ""].join("\u001f");

/** Two runs on the same items: rows are matched by kind, item, phrasing and seed, and compared pair by pair. */
export function compareRows(baseline: readonly Row[], candidate: readonly Row[], noiseFloor: number, options: BootstrapOptions): RunComparison {
  const others = new Map(candidate.map((row) => [keyOf(row), row]));
  const pairs = inOrder(baseline).flatMap((row): RowPair[] => {
    const other = others.get(keyOf(row));
    return other ? [{ baseline: row, candidate: other }] : [];
  });
  const byBaseline = new Map(pairs.map((pair) => [pair.baseline, pair.candidate]));
  const groups = groupsByCategory(pairs.map((pair) => pair.baseline)).map(({ group, rows }): RowComparison => {
    const matched = rows.flatMap((row): RowPair[] => {
      const other = byBaseline.get(row);
      return other ? [{ baseline: row, candidate: other }] : [];
    });
    const effects = matched.flatMap((pair) => {
      const [a, b] = [rowEffect(pair.baseline), rowEffect(pair.candidate)];
      return a === null || b === null ? [] : [{ cluster: pair.baseline.cluster, baseline: a, candidate: b }];
    });
    const outcomes = matched.flatMap((pair) => {
      const [a, b] = [rowOutcome(pair.baseline, noiseFloor), rowOutcome(pair.candidate, noiseFloor)];
      return a === null || b === null ? [] : [{ baseline: a, candidate: b }];
    });
    return { group, comparison: pairedComparison(effects, { ...options, label: `compare/${group}` }), flips: flips(outcomes) };
  });
  return {
    pairs,
    onlyBaseline: baseline.length - pairs.length,
    onlyCandidate: candidate.length - pairs.length,
    groups,
    flipped: flippedOf(pairs, noiseFloor),
  };
}

function flippedOf(pairs: readonly RowPair[], noiseFloor: number): Flip[] {
  return pairs
    .flatMap((pair): Flip[] => {
      const [a, b] = [rowOutcome(pair.baseline, noiseFloor), rowOutcome(pair.candidate, noiseFloor)];
      if (a === null || b === null || a === b) return [];
      return [{ ...pair, direction: b ? "gained" : "lost", margin: Math.abs(rowEffect(pair.baseline) ?? 0) }];
    })
    .sort((x, y) => (x.direction === y.direction ? y.margin - x.margin : x.direction === "gained" ? -1 : 1));
}
