import type { ModelShape } from "./model";
import { sweepColumn, type SweepKind, type SweepPlace } from "./sweep";

/** Layers in which a kind can change anything: experts are only behind the dense layers. None where the model lacks the part. */
export function sweptLayers(kind: SweepKind, { layers, leadingDenseLayers, experts }: Pick<ModelShape, "layers" | "leadingDenseLayers" | "experts">): number[] {
  const first = sweepColumn(kind) === "expert" ? (experts === 0 ? layers : leadingDenseLayers) : 0;
  return Array.from({ length: Math.max(0, layers - first) }, (_, i) => first + i);
}

/** How many columns the map of a kind has; `position`: of the last token read. */
export function sweptColumns(kind: SweepKind, { heads, experts }: Pick<ModelShape, "heads" | "experts">, position: number): number {
  const what = sweepColumn(kind);
  return what === "expert" ? experts : what === "head" ? heads : position + 1;
}

/** A place as a key, and as it stands in an address: "3.5". */
export const placeKey = ({ layer, column }: SweepPlace): string => `${layer}.${column}`;

/** Null: no place. */
export function placeOf(key: string | undefined): SweepPlace | null {
  const [layer, column] = (key ?? "").split(".").map(Number);
  return layer === undefined || column === undefined || Number.isNaN(layer) || Number.isNaN(column) ? null : { layer, column };
}
