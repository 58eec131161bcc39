/**
 * Items summed up by cluster. Every estimate here is a function of column sums (a mean is Σ value / Σ count), so resampling
 * clusters needs only this table: 60,000 items of 100 templates cost as much as 100 numbers.
 */
export interface ClusterTable {
  /** Sorted by code units, so that the order in which items were scored changes nothing. */
  keys: readonly string[];
  /** C clusters. */
  clusters: number;
  /** K columns. */
  columns: number;
  /** Rows that went in. */
  items: number;
  /** (C, K), row by row: sums over the cluster's items. */
  sums: Float64Array;
}

/** From the K column sums of some set of clusters to the estimate; NaN where it is undefined (a share of nothing). */
export type Statistic = (sums: Float64Array) => number;

/** `values` gives a row's K numbers; all rows the same K. Non-finite values are refused: leave undefined rows out before. */
export function clusterTable<Row>(
  rows: readonly Row[],
  cluster: (row: Row) => string,
  values: (row: Row) => readonly number[],
): ClusterTable {
  const byKey = new Map<string, Float64Array>();
  let columns = 0;
  for (const row of rows) {
    const numbers = values(row);
    const key = cluster(row);
    columns = numbers.length;
    let sums = byKey.get(key);
    if (!sums) byKey.set(key, (sums = new Float64Array(columns)));
    if (sums.length !== columns) throw new RangeError("rows of different width");
    for (let k = 0; k < columns; k++) {
      const value = numbers[k] ?? Number.NaN;
      if (!Number.isFinite(value)) throw new RangeError(`a value of cluster ${key} is not finite`);
      sums[k] = (sums[k] ?? 0) + value;
    }
  }
  const keys = [...byKey.keys()].sort();
  const sums = new Float64Array(keys.length * columns);
  keys.forEach((key, c) => sums.set(byKey.get(key) ?? [], c * columns));
  return { keys, clusters: keys.length, columns, items: rows.length, sums };
}

/** (K): sums over all clusters. */
export function totals(table: ClusterTable): Float64Array {
  const result = new Float64Array(table.columns);
  for (let i = 0; i < table.sums.length; i++) {
    const k = i % table.columns;
    result[k] = (result[k] ?? 0) + (table.sums[i] ?? 0);
  }
  return result;
}

/** For tables with columns (count, value): the mean over items. */
export const meanOfItems: Statistic = (sums) => (sums[1] ?? Number.NaN) / (sums[0] ?? Number.NaN);
