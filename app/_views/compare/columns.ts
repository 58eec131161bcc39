import type { Comparison } from "@/lib/domain/comparison";

/** A place of the two texts side by side: an aligned pair, or a token of one that has no partner. */
export interface StripColumn {
  /** Positions; null: nothing stands here. */
  a: number | null;
  b: number | null;
  /** Index into the comparison's pairs. */
  pair: number | null;
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Both texts in order; where they have no tokens in common, what A has stands over what B has. */
export function stripColumns({ pairs, a, b }: Pick<Comparison, "pairs" | "a" | "b">): StripColumn[] {
  const columns: StripColumn[] = [];
  let next = { a: 0, b: 0 };
  const fill = (to: { a: number; b: number }): void => {
    const [ours, theirs] = [range(next.a, to.a), range(next.b, to.b)];
    for (let i = 0; i < Math.max(ours.length, theirs.length); i++) columns.push({ a: ours[i] ?? null, b: theirs[i] ?? null, pair: null });
  };
  pairs.forEach((pair, index) => {
    fill(pair);
    columns.push({ a: pair.a, b: pair.b, pair: index });
    next = { a: pair.a + 1, b: pair.b + 1 };
  });
  fill({ a: a.totalTokens, b: b.totalTokens });
  return columns;
}
