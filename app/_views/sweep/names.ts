import type { DisplayTokens } from "@/lib/domain/display-tokens";
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
