import type { CellRegion } from "@/lib/charts";
import type { Pair } from "@/lib/math/align";

/** A column of two aligned texts: `a` of the source, `b` of this text; null where nothing stands for it. */
export interface AlignedColumn {
  a: number | null;
  b: number | null;
  /** Paired, and another token. */
  differs: boolean;
}

/** Two texts above each other: pairs in order, and what lies between them on its own, the source's first. */
export function alignedColumns(pairs: readonly Pair[], a: readonly number[], b: readonly number[]): AlignedColumn[] {
  const columns: AlignedColumn[] = [];
  let [nextA, nextB] = [0, 0];
  const alone = (untilA: number, untilB: number) => {
    for (; nextA < untilA; nextA++) columns.push({ a: nextA, b: null, differs: false });
    for (; nextB < untilB; nextB++) columns.push({ a: null, b: nextB, differs: false });
  };
  for (const pair of pairs) {
    alone(pair.a, pair.b);
    columns.push({ ...pair, differs: a[pair.a] !== b[pair.b] });
    nextA = pair.a + 1;
    nextB = pair.b + 1;
  }
  alone(a.length, b.length);
  return columns;
}

/**
 * What to shade in a map of layers by positions: the columns before the texts part, which cannot matter; and of a cell, those that it
 * can act on: later layers at the same position or later ones, since attention only reads backwards.
 */
export function shadedRegions(layers: number, columns: number, same: number, cell: { row: number; column: number } | null): CellRegion[] {
  const regions: CellRegion[] = [];
  const dead = Math.min(same, columns);
  if (dead > 0) regions.push({ from: { row: 0, column: 0 }, to: { row: layers - 1, column: dead - 1 }, kind: "without" });
  if (cell && cell.row + 1 < layers) regions.push({ from: { row: cell.row + 1, column: cell.column }, to: { row: layers - 1, column: columns - 1 }, kind: "reach" });
  return regions;
}
