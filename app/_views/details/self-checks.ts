import type { TokenTable } from "@/lib/domain/inspection";

/** A property that the stored numbers must have; `null` where it was not measured in this run. */
export interface SelfCheck {
  label: string;
  passed: boolean | null;
  /** What was found, in words with the number. */
  found: string;
}

interface Matrix {
  shape: readonly number[];
  data: ArrayLike<number>;
}

const scientific = (value: number): string => (value === 0 ? "0" : value.toExponential(1).replace("e-", " × 10⁻").replace("e+", " × 10^"));
const deviation = (value: number): string => `largest deviation ${scientific(value)}`;

/** Rows of the kept logits add up with the rest to 1: the kept ones never exceed the whole, and the log-sum at β = 1 is the log-sum. */
export function checkProbabilities(values: Matrix, sums: ArrayLike<number>, sumsByBeta: Matrix, betas: readonly number[]): SelfCheck {
  const [rows = 0, kept = 0] = values.shape;
  const betaOne = betas.findIndex((beta) => Math.abs(beta - 1) < 1e-9);
  const width = sumsByBeta.shape[1] ?? 0;
  let worst = 0;
  let counted = 0;
  for (let row = 0; row < rows; row++) {
    const whole = sums[row] ?? NaN;
    if (!Number.isFinite(whole)) continue;
    counted++;
    let mass = 0;
    for (let i = 0; i < kept; i++) {
      const value = values.data[row * kept + i] ?? NaN;
      if (Number.isFinite(value)) mass += Math.exp(value - whole);
    }
    worst = Math.max(worst, mass - 1);
    if (betaOne >= 0) worst = Math.max(worst, Math.abs((sumsByBeta.data[row * width + betaOne] ?? NaN) - whole));
  }
  return { label: "Probabilities over the whole vocabulary add up to 1", passed: counted === 0 ? null : worst < 1e-3, found: counted === 0 ? "not measured" : deviation(worst) };
}

/** The log-probability and rank of every token agree with the kept logits of the place before it, where the token was kept. */
export function checkTaken(table: Pick<TokenTable, "ids" | "logprob" | "rank">, ids: Matrix, values: Matrix, sums: ArrayLike<number>): SelfCheck {
  const kept = ids.shape[1] ?? 0;
  const rows = ids.shape[0] ?? 0;
  let worst = 0;
  let wrongRanks = 0;
  let counted = 0;
  for (let position = 1; position <= Math.min(rows, table.ids.length - 1); position++) {
    const row = position - 1;
    const logprob = table.logprob[position] ?? null;
    if (logprob === null || !Number.isFinite(sums[row] ?? NaN)) continue;
    for (let i = 0; i < kept; i++) {
      if (ids.data[row * kept + i] !== table.ids[position]) continue;
      counted++;
      const value = values.data[row * kept + i] ?? NaN;
      worst = Math.max(worst, Math.abs(value - (sums[row] ?? NaN) - logprob));
      // Equal logits share a rank, so a rank may be better than the place in the list, never worse.
      const rank = table.rank[position] ?? 0;
      if (rank > i + 1 || (rank < i + 1 && values.data[row * kept + rank - 1] !== value)) wrongRanks++;
      break;
    }
  }
  return {
    label: "Log-probability and rank of each token agree with its candidates",
    passed: counted === 0 ? null : worst < 1e-3 && wrongRanks === 0,
    found: counted === 0 ? "not measured" : `${counted} tokens, ${deviation(worst)}${wrongRanks > 0 ? `, ${wrongRanks} ranks differ` : ""}`,
  };
}

/** Entropies lie between 0 and that of a uniform choice among the vocabulary. */
export function checkEntropies(entropy: readonly (number | null)[], vocabulary: number): SelfCheck {
  const measured = entropy.filter((value) => value !== null);
  const most = Math.log(vocabulary);
  const outside = measured.filter((value) => value < -1e-6 || value > most + 1e-6).length;
  return {
    label: "Entropies lie between 0 and a uniform choice",
    passed: measured.length === 0 ? null : outside === 0,
    found: measured.length === 0 ? "not measured" : outside === 0 ? `${measured.length} places, at most ${most.toFixed(2)} nats possible` : `${outside} outside`,
  };
}

/** Every row of an attention map adds up to 1 and reads nothing that comes later. Half precision keeps about three digits. */
export function checkAttention(mean: Matrix | null): SelfCheck {
  const label = "Attention of each token adds up to 1 and reads no later token (mean of the first layer)";
  if (!mean) return { label, passed: null, found: "not stored whole in this run" };
  const [rows = 0, columns = 0] = mean.shape;
  let worst = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let later = 0;
    for (let column = 0; column < columns; column++) {
      const weight = mean.data[row * columns + column] ?? NaN;
      sum += weight;
      if (column > row) later = Math.max(later, weight);
    }
    worst = Math.max(worst, Math.abs(sum - 1), later);
  }
  return { label, passed: worst < 5e-3, found: deviation(worst) };
}

/** Each token went to as many different experts as the model uses. */
export function checkRouting(experts: Matrix | null, expertCount: number): SelfCheck {
  const label = "Each token went to different experts that exist (last layer)";
  if (!experts) return { label, passed: null, found: "no experts captured" };
  const [rows = 0, used = 0] = experts.shape;
  let wrong = 0;
  for (let row = 0; row < rows; row++) {
    const chosen = new Set<number>();
    for (let slot = 0; slot < used; slot++) {
      const expert = experts.data[row * used + slot] ?? -1;
      if (expert >= 0 && expert < expertCount) chosen.add(expert);
    }
    if (chosen.size !== used) wrong++;
  }
  return { label, passed: wrong === 0, found: wrong === 0 ? `${rows} tokens × ${used} experts` : `${wrong} tokens with doubles` };
}
