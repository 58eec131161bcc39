import type { Edit } from "./edit";
import type { SweepKind, SweepPlace } from "./sweep";

/** The edit that a cell of a sweep is; `position`: that of `where` "position". Null for a patch, which takes a value from another text. */
export function editOf(kind: SweepKind, { layer, column }: SweepPlace, where: "position" | "all", position: number): Edit | null {
  const positions = where === "all" ? ("all" as const) : [position];
  switch (kind) {
    case "expert-off":
    case "expert-reroute":
      return { kind, layer, expert: column, positions };
    case "head-off":
    case "head-mean":
      return { kind, layer, head: column, positions };
    case "attention-write-off":
    case "ffn-write-off":
      return { kind, layer, positions: [column] };
    default:
      return null;
  }
}
