import type { ChartTable } from "@/lib/charts";
import type { Comparison, RoutingControl } from "@/lib/domain/comparison";
import type { Explanation } from "@/lib/domain/explanation";
import { mean } from "@/lib/stats/quantile";

export const stripMeasures = ["logprob", "entropy", "top"] as const;
export type StripMeasure = (typeof stripMeasures)[number];

/** What colours a pair; null is "not measured". */
export function pairValue(pair: Comparison["pairs"][number], measure: StripMeasure): number | null {
  if (measure === "logprob") return pair.deltaLogprob;
  if (measure === "entropy") return pair.deltaEntropy;
  return pair.topChanged === null ? null : Number(pair.topChanged);
}

/** Rows of a map with their numbers, (rows, columns) row-major; layers that have nothing of the kind are left out. */
export interface LayerMap {
  layers: number[];
  columns: number;
  values: Float64Array;
}

function layerMap(rows: readonly { layer: number; values: readonly number[] | null }[]): LayerMap {
  const present = rows.flatMap(({ layer, values }) => (values ? [{ layer, values }] : []));
  const columns = present.reduce((most, { values }) => Math.max(most, values.length), 0);
  const values = new Float64Array(present.length * columns).fill(Number.NaN);
  present.forEach((row, r) => row.values.forEach((value, c) => (values[r * columns + c] = value)));
  return { layers: present.map(({ layer }) => layer), columns, values };
}

/** (layers, pairs): ‖b − a‖ / ‖a‖. */
export const residualMap = ({ layers }: Comparison): LayerMap => layerMap(layers.map(({ layer, residual }) => ({ layer, values: residual?.relative ?? null })));
/** (layers with experts, pairs): experts in common. */
export const overlapMap = ({ layers }: Comparison): LayerMap => layerMap(layers.map(({ layer, routing }) => ({ layer, values: routing?.jaccard ?? null })));
/** (layers, heads): how far attention lies apart. */
export const attentionMap = ({ layers }: Comparison): LayerMap => layerMap(layers.map(({ layer, attention }) => ({ layer, values: attention })));

type MoveMeasure = "moves" | "net";

/** (layers with experts, experts): how often an expert came or went, or came less how often it went. */
export function moveMap({ layers }: Comparison, experts: number, measure: MoveMeasure): LayerMap {
  return layerMap(
    layers.map(({ layer, routing }) => {
      if (!routing) return { layer, values: null };
      const values = Array.from({ length: experts }, () => 0);
      for (const { expert, comes, goes } of routing.experts) if (expert < experts) values[expert] = measure === "moves" ? comes + goes : comes - goes;
      return { layer, values };
    }),
  );
}

const numeric = (...labels: string[]): ChartTable["columns"] => labels.map((label) => ({ label, numeric: true }));

export function mapTable({ layers, columns, values }: LayerMap, column: string, value: string): ChartTable {
  return {
    columns: numeric("layer", column, value),
    rows: layers.flatMap((layer, row) => Array.from({ length: columns }, (_, c) => [layer, c, values[row * columns + c] ?? null])),
  };
}

/** `names`: of each token of a run, as it is shown. */
export function pairTable({ pairs }: Comparison, names: { a: readonly string[]; b: readonly string[] }): ChartTable {
  return {
    columns: [{ label: "position in A", numeric: true }, { label: "token of A" }, { label: "position in B", numeric: true }, { label: "token of B" }, ...numeric("difference of log-probability (nats)", "difference of entropy (nats)"), { label: "another token leads" }],
    rows: pairs.map((pair) => [pair.a, names.a[pair.a] ?? "", pair.b, names.b[pair.b] ?? "", pair.deltaLogprob, pair.deltaEntropy, pair.topChanged === null ? null : pair.topChanged ? "yes" : "no"]),
  };
}

export function moveTable({ layers }: Comparison): ChartTable {
  return {
    columns: numeric("layer", "expert", "comes", "goes"),
    rows: layers.flatMap(({ layer, routing }) => (routing?.experts ?? []).map(({ expert, comes, goes }) => [layer, expert, comes, goes])),
  };
}

/** The controls of all layers, and what they say together. */
export interface RoutingSummary {
  layers: { layer: number; control: RoutingControl }[];
  pairs: number;
  /** Means over layers; null where no layer has it. */
  aligned: number;
  sameToken: { pairs: number; aligned: number; elsewhere: number } | null;
  shifted: number | null;
}

/** Null where nothing was recorded, or nothing differs. */
export function routingSummary(comparison: Comparison): RoutingSummary | null {
  const layers = comparison.layers.flatMap(({ layer, routing }) => (routing?.control ? [{ layer, control: routing.control }] : []));
  const [first] = layers;
  if (!first) return null;
  const places = layers.flatMap(({ control }) => (control.sameToken ? [control.sameToken] : []));
  const shifts = layers.flatMap(({ control }) => (control.shifted ? [control.shifted.mean] : []));
  return {
    layers,
    pairs: first.control.pairs,
    aligned: mean(layers.map(({ control }) => control.aligned)),
    sameToken: places[0] ? { pairs: places[0].pairs, aligned: mean(places.map(({ aligned }) => aligned)), elsewhere: mean(places.map(({ elsewhere }) => elsewhere)) } : null,
    shifted: shifts.length === 0 ? null : mean(shifts),
  };
}

export function controlTable({ layers }: RoutingSummary): ChartTable {
  return {
    columns: numeric("layer", "pairs", "in place", "tokens that occur again", "of these, in place", "same token elsewhere (placebo)", "shifted (floor)", "largest shift"),
    rows: layers.map(({ layer, control: { pairs, aligned, sameToken, shifted } }) => [
      layer, pairs, aligned, sameToken?.pairs ?? 0, sameToken?.aligned ?? null, sameToken?.elsewhere ?? null, shifted?.mean ?? null, shifted?.largest ?? null,
    ]),
  };
}

/** The first layer from which the two lenses' first choices differ; null: they never do. Only for one vocabulary. */
export function lensParting(a: Explanation, b: Explanation): { layer: number; a: number; b: number } | null {
  for (const layer of a.lens ?? []) {
    const other = b.lens?.find((one) => one.layer === layer.layer);
    const [ours, theirs] = [layer.ids[0], other?.ids[0]];
    if (ours !== undefined && theirs !== undefined && ours !== theirs) return { layer: layer.layer, a: ours, b: theirs };
  }
  return null;
}

/** What is looked at until somebody chooses: the pair whose log-probability moved most, else the first token that differs, else the last. */
export function tellingPair({ pairs, firstDifferentToken }: Comparison): number {
  let [most, found] = [0, -1];
  pairs.forEach(({ deltaLogprob }, i) => {
    const size = Math.abs(deltaLogprob ?? 0);
    if (size > most) [most, found] = [size, i];
  });
  return found >= 0 ? found : (firstDifferentToken ?? pairs.length - 1);
}
