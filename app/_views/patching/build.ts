import type { ChartTable } from "@/lib/charts";
import { effectOf, recoveredShare, type Sweep, type SweepCell, type SweepPlace, type SweepRequest } from "@/lib/domain/sweep";
import { placeKey } from "@/lib/domain/sweep-map";
import { cellOfPlace } from "../sweep/build";

/** A measured cell of a patch. */
export interface PatchedCell extends SweepPlace {
  effect: number;
  /** Null where both texts are alike in what is asked. */
  share: number | null;
  /** Too small to be told from evaluating the same text in other pieces. */
  noise: boolean;
  /** Position in the source that the value comes from; null where it is not told. */
  source: number | null;
}

type Measured = Pick<Sweep, "own" | "source">;

export function patchedCells({ own, source }: Measured): PatchedCell[] {
  const from = new Map(source?.pairs.map((pair) => [pair.position, pair.source]));
  return own.cells.map((cell: SweepCell) => {
    const effect = effectOf(cell);
    return { layer: cell.layer, column: cell.column, effect, share: recoveredShare({ own, source }, cell), noise: Math.abs(effect) <= own.noiseFloor, source: from.get(cell.column) ?? null };
  });
}

/** (layers, columns) row-major: shares, those of effects within the noise as 0, NaN where nothing was measured. */
export function shareMap({ layers, columns }: Pick<Sweep, "layers" | "columns">, cells: readonly PatchedCell[]): Float64Array {
  const values = new Float64Array(layers.length * columns).fill(Number.NaN);
  for (const cell of cells) {
    const place = cellOfPlace({ layers, columns }, cell);
    if (place && cell.share !== null) values[place.row * columns + place.column] = cell.noise ? 0 : cell.share;
  }
  return values;
}

/** The cell that recovers most, and is more than noise. */
export const bestCell = (cells: readonly PatchedCell[]): PatchedCell | null =>
  cells.filter(({ noise, share }) => !noise && share !== null && share > 0).reduce<PatchedCell | null>((best, cell) => (best === null || (cell.share ?? 0) > (best.share ?? 0) ? cell : best), null);

export function patchTable(sweep: Pick<Sweep, "layers" | "columns" | "own" | "source">, tokens: readonly string[], sourceTokens: readonly string[]): ChartTable {
  const cells = new Map(patchedCells(sweep).map((cell) => [placeKey(cell), cell]));
  return {
    columns: [{ label: "layer", numeric: true }, { label: "position", numeric: true }, { label: "token" }, { label: "position in the source", numeric: true }, { label: "token there" }, { label: "Δ (nats)", numeric: true }, { label: "share recovered", numeric: true }, { label: "within the noise" }],
    rows: sweep.layers.flatMap((layer) =>
      Array.from({ length: sweep.columns }, (_, column) => {
        const cell = cells.get(placeKey({ layer, column }));
        const from = cell?.source ?? null;
        return [layer, column, tokens[column] ?? "", from, from === null ? null : (sourceTokens[from] ?? ""), cell?.effect ?? null, cell?.share ?? null, cell ? (cell.noise ? "yes" : "no") : null];
      }),
    ),
  };
}

/** A cell of the source that was put into this text. */
export interface DroppedCell {
  kind: SweepRequest["kind"];
  layer: number;
  position: number;
  source: number;
}

export const droppedKey = ({ kind, layer, position, source }: DroppedCell): string => `${kind} ${layer} ${source} ${position}`;

/** The request that measures one cell alone. */
export const droppedRequest = (whole: SweepRequest, { kind, layer, position, source }: DroppedCell): SweepRequest => ({
  ...whole,
  kind,
  layers: [layer],
  source: whole.source && { ...whole.source, pairs: [{ position, source }] },
});
