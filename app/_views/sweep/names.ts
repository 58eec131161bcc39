import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { ModelShape } from "@/lib/domain/model";
import { sweepColumn, type SweepKind, type SweepPlace } from "@/lib/domain/sweep";
import { tokenName } from "../inspection/names";

const many: Record<ReturnType<typeof sweepColumn>, { one: string; many: string }> = {
  expert: { one: "expert", many: "experts" },
  head: { one: "head", many: "heads" },
  position: { one: "cell", many: "cells" },
};

/** What a sweep changes, one and many of it. */
export const unitOf = (kind: SweepKind): { one: string; many: string } => many[sweepColumn(kind)];

/** "layer 3, expert 5"; of a position with its token. */
export function placeName(kind: SweepKind, { layer, column }: SweepPlace, display: DisplayTokens): string {
  const what = sweepColumn(kind);
  return what === "position" ? `layer ${layer}, ${tokenName(display, column)} at position ${column}` : `layer ${layer}, ${what} ${column}`;
}

/** The same, as short as a list needs it: "L3, expert 5", "L3, ·is (5)". */
export function shortName(kind: SweepKind, { layer, column }: SweepPlace, display: DisplayTokens): string {
  const what = sweepColumn(kind);
  return what === "position" ? `L${layer}, ${display.tokens[column]?.shown ?? ""} (${column})` : `L${layer}, ${what} ${column}`;
}

/** Layers in which a kind can change anything: experts are only behind the dense layers. */
export function layersOf(kind: SweepKind, { layers, leadingDenseLayers, experts }: Pick<ModelShape, "layers" | "leadingDenseLayers" | "experts">): number[] {
  const first = sweepColumn(kind) === "expert" ? (experts === 0 ? layers : leadingDenseLayers) : 0;
  return Array.from({ length: Math.max(0, layers - first) }, (_, i) => first + i);
}

/** How many columns a map of a kind has. */
export function columnsOf(kind: SweepKind, { heads, experts }: Pick<ModelShape, "heads" | "experts">, position: number): number {
  const what = sweepColumn(kind);
  return what === "expert" ? experts : what === "head" ? heads : position + 1;
}
