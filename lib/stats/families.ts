/** Adjusted p-values, in the order given. null entries (no test was possible) stay null and do not count. */
type PValues = readonly (number | null)[];

/** Holm's step-down adjustment (1979): controls the chance of any false finding in the family, under any dependence. */
export function holm(pValues: PValues): (number | null)[] {
  const order = ascending(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let floor = 0;
  order.forEach(({ p, index }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (order.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}

/** Benjamini & Hochberg's adjustment (1995): a family is scanned at false-discovery rate q by keeping what is <= q. */
export function benjaminiHochberg(pValues: PValues): (number | null)[] {
  const order = ascending(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let ceiling = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const entry = order[rank];
    if (!entry) continue;
    ceiling = Math.min(ceiling, (entry.p * order.length) / (rank + 1));
    adjusted[entry.index] = ceiling;
  }
  return adjusted;
}

/** How many tests the family holds: those with a p. */
export const familySize = (pValues: PValues): number => pValues.filter((p) => p !== null).length;

function ascending(pValues: PValues): { p: number; index: number }[] {
  return pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p || a.index - b.index);
}
