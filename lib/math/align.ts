export interface Pair {
  a: number;
  b: number;
}

export interface Alignment {
  by: "positions" | "ends";
  pairs: Pair[];
}

/**
 * Which token of one text stands for which of another. Texts of one length: position by position, so that one word in place of another
 * is compared with it. Else what they have in common at the beginning and at the end. `a`, `b`: anything that is equal for equal tokens.
 */
export function align(a: readonly string[], b: readonly string[]): Alignment {
  if (a.length === b.length) return { by: "positions", pairs: a.map((_, i) => ({ a: i, b: i })) };
  const shorter = Math.min(a.length, b.length);
  let begin = 0;
  while (begin < shorter && a[begin] === b[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const heads = Array.from({ length: begin }, (_, i) => ({ a: i, b: i }));
  const tails = Array.from({ length: end }, (_, i) => ({ a: a.length - end + i, b: b.length - end + i }));
  return { by: "ends", pairs: [...heads, ...tails] };
}
