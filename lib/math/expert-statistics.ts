import { LENGTH_BINS, POSITION_BINS, type ExpertCounts, type ExpertLayer } from "@/lib/domain/expert-statistics";

/** Tokens that a word of the vocabulary must occur as, before it is said to prefer an expert. */
export const LEAST_OCCURRENCES = 5;
/** Tokens listed for an expert. */
const LISTED = 10;

type Cell = ExpertCounts["cells"][number];

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const tokensOf = (cells: readonly Cell[]): number => total(cells.map(({ tokens }) => tokens));
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** (E): how often each expert of layer l was chosen in some cells. */
function chosenIn(cells: readonly Cell[], l: number, experts: number): number[] {
  const sums = new Array<number>(experts).fill(0);
  for (const { chosen } of cells) for (let e = 0; e < experts; e++) sums[e] = (sums[e] ?? 0) + (chosen[l * experts + e] ?? 0);
  return sums;
}

/**
 * Direct standardisation: a domain's shares bin by bin, weighed by how common each bin is in all texts, over the bins that the domain
 * has. What is left of a difference between domains is not due to position (or length).
 */
function standardised(all: readonly Cell[], own: readonly Cell[], bins: number, binOfCell: (cell: Cell) => number, l: number, experts: number): (number | null)[] {
  const weighed = new Array<number>(experts).fill(0);
  let weights = 0;
  for (let bin = 0; bin < bins; bin++) {
    const here = own.filter((cell) => binOfCell(cell) === bin);
    const tokens = tokensOf(here);
    if (tokens === 0) continue;
    const weight = tokensOf(all.filter((cell) => binOfCell(cell) === bin));
    weights += weight;
    chosenIn(here, l, experts).forEach((chosen, e) => (weighed[e] = (weighed[e] ?? 0) + (weight * chosen) / tokens));
  }
  return weighed.map((sum) => orNull(sum / weights));
}

function domainsOf(counts: ExpertCounts, l: number): ExpertLayer["domains"] {
  const { cells, experts } = counts;
  return counts.texts.map(({ domain }) => {
    const own = cells.filter((cell) => cell.domain === domain);
    const tokens = tokensOf(own);
    return {
      domain,
      plain: chosenIn(own, l, experts).map((chosen) => orNull(chosen / tokens)),
      positionControlled: standardised(cells, own, POSITION_BINS.length, ({ position }) => position, l, experts),
      lengthControlled: standardised(cells, own, LENGTH_BINS.length, ({ length }) => length, l, experts),
    };
  });
}

/** Shannon entropy of counts, divided by ln of how many there are. */
function evenness(counts: readonly number[]): number {
  const sum = total(counts);
  const entropy = -total(counts.map((count) => (count > 0 ? (count / sum) * Math.log(count / sum) : 0)));
  return counts.length > 1 ? entropy / Math.log(counts.length) : 1;
}

/** The statistics of each layer; see lib/domain/expert-statistics.ts for what they are. Counts must hold at least one token. */
export function expertLayers(counts: ExpertCounts): ExpertLayer[] {
  const { layers, experts, used, cells } = counts;
  const tokens = tokensOf(cells);
  return layers.map((layer, l) => {
    const chosen = chosenIn(cells, l, experts);
    const gates = counts.gates.slice(l * experts, (l + 1) * experts);
    const listed = chosen.map((_, e) =>
      counts.vocabulary
        .filter((word) => word.tokens >= LEAST_OCCURRENCES && (word.chosen[l * experts + e] ?? 0) > 0)
        .map((word) => ({ id: word.id, share: (word.chosen[l * experts + e] ?? 0) / word.tokens, count: word.tokens }))
        .sort((a, b) => b.share - a.share || b.count - a.count || a.id - b.id)
        .slice(0, LISTED),
    );
    return {
      layer,
      selectionRate: chosen.map((n) => n / tokens),
      meanGate: gates.map((sum, e) => orNull(sum / (chosen[e] ?? 0))),
      mass: gates.map((sum) => sum / tokens),
      maxViolation: Math.max(...chosen) / (total(chosen) / experts) - 1,
      loadEntropy: evenness(chosen),
      routingEntropy: (counts.entropy[l] ?? 0) / tokens / Math.log(experts),
      adjacentOverlap: orNull((counts.shared[l] ?? 0) / (counts.neighbours * used)),
      margin: orNull((counts.margin[l] ?? 0) / (counts.margins[l] ?? 0)),
      coActivation: chosen.map((n, e) => {
        const start = (l * experts + e) * experts;
        return n === 0 ? null : counts.pairs.slice(start, start + experts).map((both) => both / n);
      }),
      domains: domainsOf(counts, l),
      tokens: listed,
    };
  });
}
