/**
 * Intraclass correlation, one-way random effects, ICC(1) by analysis of variance with unequal cluster sizes
 * (Shrout & Fleiss 1979; n0 of Donner 1986). Negative estimates stay negative here; use max(0, ICC) for a design effect.
 * NaN with fewer than two clusters, no cluster of two, or no variation.
 */
export function intraclassCorrelation(clusters: readonly (readonly number[])[]): number {
  const filled = clusters.filter((values) => values.length > 0);
  const n = filled.reduce((sum, values) => sum + values.length, 0);
  const k = filled.length;
  if (k < 2 || n <= k) return Number.NaN;
  const grand = filled.reduce((sum, values) => sum + values.reduce((s, v) => s + v, 0), 0) / n;
  let between = 0;
  let within = 0;
  let squaredSizes = 0;
  for (const values of filled) {
    const centre = values.reduce((s, v) => s + v, 0) / values.length;
    between += values.length * (centre - grand) ** 2;
    for (const value of values) within += (value - centre) ** 2;
    squaredSizes += values.length ** 2;
  }
  const meanBetween = between / (k - 1);
  const meanWithin = within / (n - k);
  const size = (n - squaredSizes / n) / (k - 1);
  return (meanBetween - meanWithin) / (meanBetween + (size - 1) * meanWithin);
}
