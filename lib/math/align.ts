export interface Pair {
  a: number;
  b: number;
}

export interface Alignment {
  by: "positions" | "difference";
  pairs: Pair[];
}

/** Cells of the table that the longest common subsequence is found in; above it, what lies between two common ends stays apart. */
const MOST_CELLS = 30_000_000;

/** How many entries both begin with. */
export function commonBeginning<Entry>(a: ArrayLike<Entry>, b: ArrayLike<Entry>): number {
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same < shorter && a[same] === b[same]) same++;
  return same;
}

const inStep = (a: number, b: number, count: number): Pair[] => Array.from({ length: count }, (_, i) => ({ a: a + i, b: b + i }));

/** Pairs of the longest common subsequence (Wagner & Fischer 1974), in order; the earliest in both where several are as long. */
function commonPairs(a: readonly string[], b: readonly string[]): Pair[] {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return [];
  // longest[i, j]: of what is left behind a[i] and b[j].
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push({ a: i++, b: j++ });
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Between tokens that are alike: as many on both sides stand for each other, one word in place of another; else they have no partners. */
function fillGaps(common: readonly Pair[], ends: { a: number; b: number }): Pair[] {
  const pairs: Pair[] = [];
  let next = { a: 0, b: 0 };
  for (const pair of [...common, ends]) {
    if (pair.a - next.a === pair.b - next.b) pairs.push(...inStep(next.a, next.b, pair.a - next.a));
    if (pair !== ends) pairs.push(pair);
    next = { a: pair.a + 1, b: pair.b + 1 };
  }
  return pairs;
}

/**
 * Which token of one text stands for which of another. Texts of one length: position by position, so that one word in place of another
 * is compared with it. Else what they have in common in one order, and between it stretches of one length. Texts without a token in
 * common have no pairs. `a`, `b`: anything that is equal for equal tokens.
 */
export function align(a: readonly string[], b: readonly string[]): Alignment {
  if (a.length === b.length) return { by: "positions", pairs: inStep(0, 0, a.length) };
  const shorter = Math.min(a.length, b.length);
  const begin = commonBeginning(a, b);
  let end = 0;
  while (end < shorter - begin && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const between = commonPairs(a.slice(begin, a.length - end), b.slice(begin, b.length - end)).map((pair) => ({ a: pair.a + begin, b: pair.b + begin }));
  const common = [...inStep(0, 0, begin), ...between, ...inStep(a.length - end, b.length - end, end)];
  return { by: "difference", pairs: common.length === 0 ? [] : fillGaps(common, { a: a.length, b: b.length }) };
}
