/** What one layer's router did over a set of tokens. */
export interface ExpertStatistics {
  /** How many tokens were counted. */
  tokens: number;
  /** (E): tokens that chose the expert. */
  chosen: Float64Array;
  /** (E): share of the tokens that chose it, 0 … 1. NaN without tokens. */
  selectionRate: Float64Array;
  /** (E): selection rate divided by k / E, what every expert would get if all were used alike; 1 is even. */
  load: Float64Array;
  /** (E): mean gate weight over the tokens that chose it; NaN where none did. */
  meanGate: Float64Array;
  /** (E): selection rate × mean gate = gate weight per token, averaged over all tokens. */
  gateMass: Float64Array;
}

export interface RouterChoice {
  /** I32 (T, k), −1 where a token was not routed. */
  experts: ArrayLike<number>;
  /** F32 (T, k): gate weights as used. */
  weights: ArrayLike<number>;
  /** k. */
  used: number;
}

/** Statistics of one layer over the tokens `from` … `to` − 1 (all by default); measured choices, counted. */
export function expertStatistics(choice: RouterChoice, experts: number, from = 0, to = choice.experts.length / choice.used): ExpertStatistics {
  const { used } = choice;
  const tokens = Math.max(0, to - from);
  const chosen = new Float64Array(experts);
  const gates = new Float64Array(experts);
  for (let slot = from * used; slot < to * used; slot++) {
    const expert = choice.experts[slot] ?? -1;
    if (expert < 0 || expert >= experts) continue;
    chosen[expert] = (chosen[expert] ?? 0) + 1;
    gates[expert] = (gates[expert] ?? 0) + (choice.weights[slot] ?? 0);
  }
  const selectionRate = chosen.map((n) => n / tokens);
  return {
    tokens,
    chosen,
    selectionRate,
    load: selectionRate.map((rate) => (rate * experts) / used),
    meanGate: gates.map((sum, e) => sum / (chosen[e] ?? 0)),
    gateMass: gates.map((sum) => sum / tokens),
  };
}

/** Per token, the gate weight that it gave to one expert; null where it did not choose it. Length T. */
export function gatesOfExpert(choice: RouterChoice, expert: number): (number | null)[] {
  const tokens = Math.floor(choice.experts.length / choice.used);
  return Array.from({ length: tokens }, (_, token) => {
    for (let slot = token * choice.used; slot < (token + 1) * choice.used; slot++) {
      if (choice.experts[slot] === expert) return choice.weights[slot] ?? null;
    }
    return null;
  });
}
