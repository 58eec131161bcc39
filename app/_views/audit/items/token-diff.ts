export interface ScoredToken {
  text: string;
  /** Natural-log probability; null for a first token that nothing predicts. */
  logprob: number | null;
}

export interface TokenDifference extends ScoredToken {
  /** log p here minus log p of the same token in the other text, nats; null where the other text has no such token. */
  difference: number | null;
  other: number | null;
}

/** Longer texts are compared from their ends only: the table of a longest common subsequence grows with the square. */
const LONGEST = 600;

/** Index in `b` for each token of `a` that both texts share, in order (longest common subsequence); −1 for the others. */
export function align(a: readonly string[], b: readonly string[]): number[] {
  const matched = new Array<number>(a.length).fill(-1);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) matched[start] = start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) matched[--endA] = --endB;
  const [rows, columns] = [endA - start, endB - start];
  if (rows === 0 || columns === 0 || rows > LONGEST || columns > LONGEST) return matched;
  const width = columns + 1;
  const length = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const same = a[start + i] === b[start + j];
      length[i * width + j] = same ? (length[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (a[start + i] === b[start + j]) matched[start + i++] = start + j++;
    else if ((length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return matched;
}

/** The tokens of one text, each against the same token in the other one. */
export function differences(own: readonly ScoredToken[], other: readonly ScoredToken[]): TokenDifference[] {
  const places = align(own.map(({ text }) => text), other.map(({ text }) => text));
  return own.map((token, i) => {
    const twin = other[places[i] ?? -1]?.logprob ?? null;
    return { ...token, other: twin, difference: token.logprob === null || twin === null ? null : token.logprob - twin };
  });
}

/** Share of each option among them all, from their log-probabilities; null where one was not measured. */
export function optionShares(options: readonly { logprob: number | null }[]): (number | null)[] {
  const measured = options.flatMap(({ logprob }) => (logprob === null ? [] : [logprob]));
  const most = Math.max(...measured);
  const total = measured.reduce((sum, value) => sum + Math.exp(value - most), 0);
  return options.map(({ logprob }) => (logprob === null ? null : Math.exp(logprob - most) / total));
}
