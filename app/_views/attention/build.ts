import type { ChartTable, ScatterPoint } from "@/lib/charts";
import type { HeadMetric } from "@/lib/domain/view-state";
import { headMetrics as metricNames } from "@/lib/trace/names";

/** Sizes of an attention recording: L layers, H heads, T tokens. */
export interface HeadGrid {
  layers: number;
  heads: number;
}

export interface HeadChoice {
  layer: number;
  head: number;
}

const M = metricNames.length;

/** One metric of all heads. `metrics`: (L, H, M) → (L, H). */
export function metricOfHeads(metrics: ArrayLike<number>, { layers, heads }: HeadGrid, metric: HeadMetric): Float32Array {
  const index = metricNames.indexOf(metric);
  return Float32Array.from({ length: layers * heads }, (_, i) => metrics[i * M + index] ?? Number.NaN);
}

/** All metrics of one head, by name. */
export function metricsOf(metrics: ArrayLike<number>, { heads }: HeadGrid, { layer, head }: HeadChoice): Record<HeadMetric, number> {
  const at = (name: HeadMetric) => metrics[(layer * heads + head) * M + metricNames.indexOf(name)] ?? Number.NaN;
  return { entropy: at("entropy"), distance: at("distance"), first: at("first"), previous: at("previous"), self: at("self"), induction: at("induction") };
}

/**
 * The head to open with: the one that puts most weight elsewhere than on the first, the previous and its own token, since
 * that is where there is something to see. Within `layer` when one is given. `metrics`: (L, H, M).
 */
export function tellingHead(metrics: ArrayLike<number>, grid: HeadGrid, layer?: number): HeadChoice {
  let best: HeadChoice = { layer: layer ?? 0, head: 0 };
  let most = -Infinity;
  for (let l = layer ?? 0; l < (layer === undefined ? grid.layers : layer + 1); l++) {
    for (let h = 0; h < grid.heads; h++) {
      const { first, previous, self } = metricsOf(metrics, grid, { layer: l, head: h });
      const elsewhere = 1 - first - previous - self;
      if (elsewhere > most) {
        most = elsewhere;
        best = { layer: l, head: h };
      }
    }
  }
  return best;
}

/**
 * Thumbnails of all heads. `pooled`: (L, H, P, P) without key 0; `first`: (L, H, P), key 0 alone → (L, H, P, P), NaN above the
 * diagonal. Key 0 is put back into the first column unless it is hidden.
 */
export function thumbnails(pooled: ArrayLike<number>, first: ArrayLike<number>, size: number, hideFirst: boolean): Float32Array {
  const maps = pooled.length / (size * size);
  const values = new Float32Array(pooled.length).fill(Number.NaN);
  for (let map = 0; map < maps; map++) {
    for (let row = 0; row < size; row++) {
      const base = (map * size + row) * size;
      for (let column = 0; column <= row; column++) values[base + column] = pooled[base + column] ?? Number.NaN;
      if (!hideFirst) values[base] = Math.max(values[base] ?? 0, first[map * size + row] ?? 0);
    }
  }
  return values;
}

/** One head's map for drawing: (T, T) with NaN above the diagonal, and in column 0 when the first token is hidden. */
export function matrixValues(map: ArrayLike<number>, tokens: number, hideFirst: boolean): Float32Array {
  const values = new Float32Array(tokens * tokens).fill(Number.NaN);
  for (let row = 0; row < tokens; row++) {
    for (let column = hideFirst ? 1 : 0; column <= row; column++) values[row * tokens + column] = map[row * tokens + column] ?? Number.NaN;
  }
  return values;
}

export function headPoints(metrics: ArrayLike<number>, grid: HeadGrid, x: HeadMetric, y: HeadMetric): ScatterPoint[] {
  const xs = metricOfHeads(metrics, grid, x);
  const ys = metricOfHeads(metrics, grid, y);
  return Array.from(xs, (value, i) => ({ row: Math.floor(i / grid.heads), column: i % grid.heads, x: value, y: ys[i] ?? Number.NaN }));
}

/** The numbers behind the overview and the scatter: one row a head. */
export function headTable(metrics: ArrayLike<number>, grid: HeadGrid): ChartTable {
  const columns = [{ label: "layer", numeric: true }, { label: "head", numeric: true }, ...metricNames.map((name) => ({ label: name, numeric: true }))];
  const rows: (number | null)[][] = [];
  for (let layer = 0; layer < grid.layers; layer++) {
    for (let head = 0; head < grid.heads; head++) {
      const values = metricsOf(metrics, grid, { layer, head });
      rows.push([layer, head, ...metricNames.map((name) => (Number.isNaN(values[name]) ? null : values[name]))]);
    }
  }
  return { columns, rows };
}

/** The numbers behind a matrix: one row for each query and key that exist and have a weight of at least `least`. */
export function matrixTable(map: ArrayLike<number>, names: readonly string[], least = 0): ChartTable {
  const size = names.length;
  const rows: (string | number)[][] = [];
  for (let query = 0; query < size; query++) {
    for (let key = 0; key <= query; key++) {
      const weight = map[query * size + key] ?? 0;
      if (weight >= least) rows.push([query, names[query] ?? "", key, names[key] ?? "", weight]);
    }
  }
  return {
    columns: [{ label: "query position", numeric: true }, { label: "query token" }, { label: "key position", numeric: true }, { label: "key token" }, { label: least > 0 ? `weight (from ${least})` : "weight", numeric: true }],
    rows,
  };
}
