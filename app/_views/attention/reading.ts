/** What one token read: a weight for every token of the text. */
export interface Reading {
  /** (T): null where there is no weight: later tokens, a hidden first token, and keys that were not kept. */
  values: (number | null)[];
  /** Weight on the first token, hidden or not. */
  first: number;
  /** Sum of all weights that are known, the first token included. 1 but for rounding where all are. */
  sum: number;
}

/** From a full row. `row`: weights on keys 0 … token; longer rows are cut there. `tokens`: T. */
export function readingOfRow(row: ArrayLike<number>, token: number, tokens: number, hideFirst: boolean): Reading {
  const values: (number | null)[] = new Array<number | null>(tokens).fill(null);
  let sum = 0;
  for (let key = 0; key <= token; key++) {
    const weight = row[key] ?? 0;
    sum += weight;
    // The first token can only read itself: hiding that would leave nothing.
    if (key > 0 || !hideFirst || token === 0) values[key] = weight;
  }
  return { values, first: row[0] ?? 0, sum };
}

/** From the largest weights of a row. `keys`, `weights`: parallel, key −1 where unused. */
export function readingOfKeys(keys: ArrayLike<number>, weights: ArrayLike<number>, token: number, tokens: number, hideFirst: boolean): Reading {
  const values: (number | null)[] = new Array<number | null>(tokens).fill(null);
  let sum = 0;
  let first = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? -1;
    if (key < 0 || key > token) continue;
    const weight = weights[i] ?? 0;
    sum += weight;
    if (key === 0) first = weight;
    if (key > 0 || !hideFirst || token === 0) values[key] = weight;
  }
  return { values, first, sum };
}

/** The tokens with the largest weights, largest first; ties in text order. */
export function mostRead(values: readonly (number | null)[], limit: number): { position: number; weight: number }[] {
  return values
    .flatMap((weight, position) => (weight === null || weight <= 0 ? [] : [{ position, weight }]))
    .sort((a, b) => b.weight - a.weight || a.position - b.position)
    .slice(0, limit);
}
