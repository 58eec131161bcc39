import type { ChartTable } from "@/lib/charts";
import { effectOf, type Sweep, type SweepControl, type SweepPlace, type SweepTest } from "@/lib/domain/sweep";
import { rankCorrelation } from "@/lib/math/rank-correlation";

/** Below this, after adjustment, a cell is marked. */
export const SIGNIFICANT = 0.05;

export const placeKey = ({ layer, column }: SweepPlace): string => `${layer}.${column}`;

export function placeOf(key: string | undefined): SweepPlace | null {
  const [layer, column] = (key ?? "").split(".").map(Number);
  return layer === undefined || column === undefined || Number.isNaN(layer) || Number.isNaN(column) ? null : { layer, column };
}

/** Of the inspection's own text, or the mean over all texts. */
export type SweepOver = "own" | "mean";

/** What is known about one cell. */
export interface SweptCell extends SweepPlace {
  /** Change of log p of the target (or of target − foil), nats. */
  effect: number;
  /** Too small to be told from evaluating the same text in other pieces. */
  noise: boolean;
  test: SweepTest | null;
  contribution: number | null;
  gate: number | null;
}

type Measured = Pick<Sweep, "own" | "tested" | "predicted">;

/** Every measured cell. `over` "mean": of those that were tested over several texts alone, their mean in place of the own effect. */
export function sweptCells({ own, tested, predicted }: Measured, over: SweepOver): SweptCell[] {
  const tests = new Map(tested.map((test) => [placeKey(test), test]));
  const known = new Map(predicted.map((prediction) => [placeKey(prediction), prediction]));
  const at = (place: SweepPlace, effect: number): SweptCell => {
    const { contribution, gate } = known.get(placeKey(place)) ?? { contribution: null, gate: null };
    const { layer, column } = place;
    return { layer, column, effect, noise: Math.abs(effect) <= own.noiseFloor, test: tests.get(placeKey(place)) ?? null, contribution, gate };
  };
  return over === "own" ? own.cells.map((cell) => at(cell, effectOf(cell))) : tested.map((test) => at(test, test.mean));
}

/** Where a place lies in the map; null where it has no row. */
export function cellOfPlace({ layers, columns }: Pick<Sweep, "layers" | "columns">, { layer, column }: SweepPlace): { row: number; column: number } | null {
  const row = layers.indexOf(layer);
  return row < 0 || column >= columns ? null : { row, column };
}

/** (layers, columns) row-major: effects, those within the noise as 0, NaN where nothing was measured. */
export function effectMap({ layers, columns }: Pick<Sweep, "layers" | "columns">, cells: readonly SweptCell[]): Float64Array {
  const values = new Float64Array(layers.length * columns).fill(Number.NaN);
  for (const cell of cells) {
    const place = cellOfPlace({ layers, columns }, cell);
    if (place) values[place.row * columns + place.column] = cell.noise ? 0 : cell.effect;
  }
  return values;
}

export const isSignificant = ({ test }: SweptCell): boolean => test !== null && test.adjusted < SIGNIFICANT;

/** Smaller effects are written as 0.000, nats. */
export const LISTED_LEAST = 0.0005;

/** The largest effects that are more than noise and are not written as nothing, by size. */
export function largestEffects(cells: readonly SweptCell[], count: number): SweptCell[] {
  return cells
    .filter(({ noise, effect }) => !noise && Math.abs(effect) >= LISTED_LEAST)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect) || a.layer - b.layer || a.column - b.column)
    .slice(0, count);
}

/** What was known beforehand, against what was measured. */
export interface Prediction {
  /** Cells of which both are known. */
  cells: { cell: SweptCell; known: number; measured: number }[];
  /** Spearman's; null where there are too few cells or one side does not vary. */
  correlation: number | null;
}

/**
 * "contribution": against what is lost without the part, −effect: what it adds should be what is missing. "gate": against the size of
 * the effect, since a weight has no sign.
 */
export function predictionOf(cells: readonly SweptCell[], by: "contribution" | "gate"): Prediction {
  const found = cells.flatMap((cell) => {
    const known = cell[by];
    return known === null ? [] : [{ cell, known, measured: by === "gate" ? Math.abs(cell.effect) : -cell.effect }];
  });
  return { cells: found, correlation: rankCorrelation(found.map(({ known }) => known), found.map(({ measured }) => measured)) };
}

/** How many random sets did at least as much as the one that was chosen. */
export function controlRank({ together, draws }: Pick<SweepControl, "together" | "draws">): { atLeast: number; of: number; p: number } {
  const size = Math.abs(effectOf(together));
  const atLeast = draws.filter((draw) => Math.abs(effectOf(draw)) >= size).length;
  return { atLeast, of: draws.length, p: (1 + atLeast) / (1 + draws.length) };
}

/** Dots on a line, stacked where they would touch: each value's place, and how many lie below it. */
export function stackedDots(values: readonly number[], x: (value: number) => number, size: number): { at: number; level: number; index: number }[] {
  const levels = new Map<number, number>();
  return values
    .map((value, index) => ({ index, bin: Math.round(x(value) / size) }))
    .sort((a, b) => a.bin - b.bin || a.index - b.index)
    .map(({ index, bin }) => {
      const level = levels.get(bin) ?? 0;
      levels.set(bin, level + 1);
      return { at: bin * size, level, index };
    });
}

/** Tests, the least likely by chance first. */
export const orderedTests = (tested: readonly SweepTest[]): SweepTest[] => [...tested].sort((a, b) => a.adjusted - b.adjusted || a.p - b.p || Math.abs(b.mean) - Math.abs(a.mean));

const numeric = (label: string): { label: string; numeric: true } => ({ label, numeric: true });

/** Every cell of the map, those not measured too. */
export function sweepTable(sweep: Pick<Sweep, "layers" | "columns" | "own" | "tested" | "predicted" | "foil">, column: string): ChartTable {
  const own = new Map(sweep.own.cells.map((cell) => [placeKey(cell), cell]));
  const cells = new Map(sweptCells(sweep, "own").map((cell) => [placeKey(cell), cell]));
  const tests = new Map(sweep.tested.map((test) => [placeKey(test), test]));
  return {
    columns: [numeric("layer"), numeric(column), numeric("Δ log p of the target (nats)"), ...(sweep.foil === null ? [] : [numeric("Δ log p of the other (nats)"), numeric("Δ of their difference (nats)")]), { label: "within the noise" }, numeric("direct contribution"), numeric("gate weight"), numeric("texts"), numeric("mean Δ over the texts"), numeric("p"), numeric("p, adjusted (BH)")],
    rows: sweep.layers.flatMap((layer) =>
      Array.from({ length: sweep.columns }, (_, at) => {
        const key = placeKey({ layer, column: at });
        const [measured, cell, test] = [own.get(key), cells.get(key), tests.get(key)];
        const foil = sweep.foil === null ? [] : [measured?.foilDelta ?? null, cell?.effect ?? null];
        const prediction = sweep.predicted.find((one) => placeKey(one) === key);
        return [layer, at, measured?.delta ?? null, ...foil, cell ? (cell.noise ? "yes" : "no") : null, prediction?.contribution ?? null, prediction?.gate ?? null, test?.texts ?? null, test?.mean ?? null, test?.p ?? null, test?.adjusted ?? null];
      }),
    ),
  };
}
