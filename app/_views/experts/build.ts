import type { ChartTable, GateRow } from "@/lib/charts";
import { decimal, probability } from "@/lib/charts/format";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ModelShape } from "@/lib/domain/model";
import type { ExpertStatistics, RouterChoice } from "@/lib/math/routing";

/** What the router of one layer did. */
export interface RoutedLayer extends RouterChoice {
  layer: number;
  /** (T): see `routerMargin` in lib/trace/names.ts. */
  margins: ArrayLike<number>;
}

/** Layers whose routing the trace holds, ascending. */
export function routedLayers(tensors: InspectionDetail["tensors"]): number[] {
  return tensors
    .flatMap(({ name }) => {
      const found = /^router\.experts\.(\d+)$/.exec(name);
      return found ? [Number(found[1])] : [];
    })
    .sort((a, b) => a - b);
}

/** The layer that a lock means: itself when it has a router, else the next one that has, else the last. `routed` is not empty. */
export function routedLayerFor(layer: number | undefined, routed: readonly number[]): number {
  const last = routed.at(-1) ?? 0;
  return layer === undefined ? last : (routed.find((candidate) => candidate >= layer) ?? last);
}

export interface Slot {
  expert: number;
  weight: number;
}

/** The experts that a token chose in a layer, heaviest first. */
export function slotsOf({ experts, weights, used }: RouterChoice, token: number): Slot[] {
  const slots: Slot[] = [];
  for (let i = token * used; i < (token + 1) * used; i++) {
    const expert = experts[i] ?? -1;
    if (expert >= 0) slots.push({ expert, weight: weights[i] ?? 0 });
  }
  return slots.sort((a, b) => b.weight - a.weight || a.expert - b.expert);
}

/** One row for every layer of the model: gates where there is a router, a sentence where there is none. */
export function gateRows(shape: Pick<ModelShape, "layers">, layers: readonly RoutedLayer[], token: number): GateRow[] {
  return Array.from({ length: shape.layers }, (_, index) => {
    const routed = layers.find(({ layer }) => layer === index);
    if (!routed) return { label: String(index), segments: [], note: "dense: every token takes the same path" };
    const slots = slotsOf(routed, token);
    if (slots.length === 0) return { label: String(index), segments: [], note: "this token was not routed: the model stopped after it" };
    const margin = routed.margins[token] ?? Number.NaN;
    return {
      label: String(index),
      segments: slots.map(({ expert, weight }) => ({ name: String(expert), weight })),
      figure: Number.isNaN(margin) ? "–" : margin < 0.001 && margin >= 0 ? "<.001" : probability(margin, 3),
    };
  });
}

export type LoadKind = "load" | "mass";

/** (layers, E) row-major: how much each expert is used. */
export function loadMap(statistics: readonly ExpertStatistics[], experts: number, kind: LoadKind): Float32Array {
  const values = new Float32Array(statistics.length * experts);
  statistics.forEach((layer, row) => values.set(kind === "load" ? layer.load : layer.gateMass, row * experts));
  return values;
}

/** Token positions that are counted: from, to (not included). */
export function spanOf(span: "all" | "prompt" | "completion", promptTokens: number, tokens: number): [number, number] {
  if (span === "prompt") return [0, promptTokens];
  if (span === "completion") return [promptTokens, tokens];
  return [0, tokens];
}

export function gateTable(layers: readonly RoutedLayer[], token: number): ChartTable {
  return {
    columns: ["layer", "place", "expert", "gate weight", "margin to the next expert"].map((label) => ({ label, numeric: true })),
    rows: layers.flatMap((layer) => slotsOf(layer, token).map(({ expert, weight }, place) => [layer.layer, place + 1, expert, weight, layer.margins[token] ?? null])),
  };
}

export function loadTable(layers: readonly RoutedLayer[], statistics: readonly ExpertStatistics[]): ChartTable {
  return {
    columns: ["layer", "expert", "tokens that chose it", "selection rate", "load (1 is even)", "mean gate when chosen", "gate mass per token"].map((label) => ({ label, numeric: true })),
    rows: layers.flatMap(({ layer }, row) => {
      const found = statistics[row];
      if (!found) return [];
      return Array.from(found.chosen, (chosen, expert) => [layer, expert, chosen, found.selectionRate[expert] ?? null, found.load[expert] ?? null, found.meanGate[expert] ?? null, found.gateMass[expert] ?? null]);
    }),
  };
}

/** How the router's choice was settled, for a reader. */
export function marginSentence(margin: number): string {
  if (Number.isNaN(margin)) return "The margin was not measured.";
  return `The last chosen expert beat the best one left out by ${decimal(margin, 4)} in selection score.`;
}
