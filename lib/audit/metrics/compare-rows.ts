import type { BootstrapOptions } from "@/lib/stats/bootstrap";
import { type Flips, flips, pairedComparison, type PairedComparison } from "@/lib/stats/paired";
import { inOrder } from "../row-order";
import type { Row } from "../rows";
import { groupsByCategory } from "./metric";
import { isDirected, outcomeScore, rowEffect, rowOutcome } from "./row-effect";

export interface RowPair {
  baseline: Row;
  candidate: Row;
}

export interface Flip extends RowPair {
  /** "worse": the outcome became stereotyped; "better": it ceased to be; "changed": neither answer is worse (selected or not). */
  direction: "worse" | "better" | "changed";
  /** How clear the outcome was, before and after, with its sign. */
  baselineScore: number;
  candidateScore: number;
  /** |baselineScore|: flips of large margins are no rounding. */
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
  /** Items of `pairs` with a known outcome that is the same in both, controls not counted. */
  agreeing: { both: number; neither: number };
  /** Regressions first, then by margin, the largest first. */
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
  const outcome = outcomes(pairs, noiseFloor);
  const groups = groupsByCategory(pairs.map((pair) => pair.baseline)).map(({ group, rows }): RowComparison => {
    const matched = rows.flatMap((row): RowPair[] => {
      const other = byBaseline.get(row);
      return other ? [{ baseline: row, candidate: other }] : [];
    });
    const effects = matched.flatMap((pair) => {
      const [a, b] = [rowEffect(pair.baseline), rowEffect(pair.candidate)];
      return a === null || b === null ? [] : [{ cluster: pair.baseline.cluster, baseline: a, candidate: b }];
    });
    const known = matched.flatMap((pair) => {
      const [a, b] = [outcome(pair.baseline), outcome(pair.candidate)];
      return a === null || b === null ? [] : [{ baseline: a, candidate: b }];
    });
    return { group, comparison: pairedComparison(effects, { ...options, label: `compare/${group}` }), flips: flips(known) };
  });
  return {
    pairs,
    onlyBaseline: baseline.length - pairs.length,
    onlyCandidate: candidate.length - pairs.length,
    groups,
    agreeing: agreeing(pairs, outcome),
    flipped: flippedOf(pairs, outcome),
  };
}

/** Where a stereotype gives some rows a direction, only those have an outcome: "stereotyped" and "first set likelier" are not counted together. */
function outcomes(pairs: readonly RowPair[], noiseFloor: number): (row: Row) => boolean | null {
  const directed = pairs.some(({ baseline }) => baseline.control === null && isDirected(baseline));
  return (row) => (directed && !isDirected(row) ? null : rowOutcome(row, noiseFloor));
}

const order = { worse: 0, changed: 1, better: 2 } as const;

function flippedOf(pairs: readonly RowPair[], outcome: (row: Row) => boolean | null): Flip[] {
  return pairs
    .flatMap((pair): Flip[] => {
      const [a, b] = [outcome(pair.baseline), outcome(pair.candidate)];
      if (a === null || b === null || a === b) return [];
      const [baselineScore, candidateScore] = [outcomeScore(pair.baseline) ?? 0, outcomeScore(pair.candidate) ?? 0];
      return [{ ...pair, direction: !isDirected(pair.baseline) ? "changed" : b ? "worse" : "better", baselineScore, candidateScore, margin: Math.abs(baselineScore) }];
    })
    .sort((x, y) => order[x.direction] - order[y.direction] || y.margin - x.margin);
}

function agreeing(pairs: readonly RowPair[], outcome: (row: Row) => boolean | null): { both: number; neither: number } {
  const same = pairs.flatMap(({ baseline, candidate }) => {
    const found = outcome(baseline);
    return baseline.control === null && found !== null && found === outcome(candidate) ? [found] : [];
  });
  return { both: same.filter((found) => found).length, neither: same.filter((found) => !found).length };
}
