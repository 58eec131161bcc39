import { reshape, type KeptLogits, type Reshaped, type SamplingShape } from "@/lib/math/sampling";

export const CANDIDATES_SHOWN = 20;

/** The model's own distribution: no filter, temperature 1. */
export const plainShape: SamplingShape = { temperature: 1, topK: 0, topP: 1, minP: 0 };

export interface CandidateRow {
  id: number;
  /** 1 is the most likely. */
  rank: number;
  /** Under the chosen temperature and filters; 0 where a filter removed it. */
  probability: number;
  /** As the model predicted it. */
  measured: number;
  taken: boolean;
  /** Removed by a filter (or by temperature 0, which leaves only the best). */
  removed: boolean;
}

/** The token that stands at the place the candidates are for, with what was measured of it. */
export interface Taken {
  id: number;
  logprob: number;
  rank: number;
}

export interface Candidates {
  /** The most likely ones, best first. */
  rows: CandidateRow[];
  /** The taken token where it is not among `rows`. */
  takenBelow: CandidateRow | null;
  /** How many tokens are left to draw from, and whether that is certain; null when the filters reach beyond what was kept. */
  survivors: number | null;
  /** Probability of all tokens that are not in `rows`, the one in `takenBelow` included. */
  rest: number;
  beyondKept: Reshaped["beyondKept"];
}

/** The candidates as a chart shows them; null where the position has no logits. */
export function candidateRows(kept: KeptLogits, shape: SamplingShape, taken: Taken | null, shownCount = CANDIDATES_SHOWN): Candidates | null {
  const shaped = reshape(kept, shape);
  if (!shaped) return null;
  const rows: CandidateRow[] = [];
  for (let i = 0; i < Math.min(shownCount, kept.ids.length); i++) {
    const id = kept.ids[i] ?? -1;
    if (id < 0) break;
    const probability = shaped.probabilities[i] ?? 0;
    rows.push({
      id,
      rank: i + 1,
      probability,
      measured: Math.exp((kept.values[i] ?? -Infinity) - kept.logSumExp),
      taken: taken?.id === id,
      removed: probability === 0 && i >= shaped.survivors,
    });
  }
  const shown = rows.reduce((sum, row) => sum + row.probability, 0);
  return {
    rows,
    takenBelow: taken && !rows.some((row) => row.taken) ? belowRow(kept, shaped, taken) : null,
    survivors: shaped.tail > 0 ? null : shaped.survivors,
    rest: Math.max(0, 1 - shown),
    beyondKept: shaped.beyondKept,
  };
}

function belowRow(kept: KeptLogits, shaped: Reshaped, taken: Taken): CandidateRow {
  let at = -1;
  for (let i = 0; i < kept.ids.length && at < 0; i++) if (kept.ids[i] === taken.id) at = i;
  const probability = at >= 0 ? (shaped.probabilities[at] ?? 0) : shaped.probabilityOf(taken.logprob + kept.logSumExp, taken.rank);
  return { id: taken.id, rank: taken.rank, probability, measured: Math.exp(taken.logprob), taken: true, removed: probability === 0 };
}
