import type { Edit } from "@/lib/domain/edit";
import { at } from "./operations";

/** Edits with the vectors that they take from elsewhere. */
export type ReferenceEdit =
  | Exclude<Edit, { kind: "head-mean" | "residual-add" | "residual-patch" }>
  /** `mean`: (value width). */
  | (Extract<Edit, { kind: "head-mean" }> & { mean: Float64Array })
  /** `vector`: (D). */
  | { kind: "residual-add"; layer: number; positions: "all" | number[]; factor: number; vector: Float64Array }
  /** [position] → (D), where there is one. */
  | { kind: "residual-patch" | "attention-write-patch" | "ffn-write-patch"; layer: number; vectors: (Float64Array | undefined)[] };

const holds = (positions: "all" | number[], position: number): boolean => positions === "all" || positions.includes(position);

/** One layer's edits, in the terms of the formulas that they change. */
export class LayerEdits {
  readonly #edits: ReferenceEdit[];

  constructor(edits: readonly ReferenceEdit[], layer: number) {
    this.#edits = edits.filter((edit) => edit.layer === "all" || edit.layer === layer);
  }

  /** Does query i of a head not see key j? */
  blocks(head: number, i: number, j: number): boolean {
    return this.#edits.some(
      (edit) => edit.kind === "attention-block" && (edit.head === "all" || edit.head === head) && edit.from === j && (edit.to === "all" ? i > j : edit.to === i),
    );
  }

  /** `z`: (H · value width), the heads' outputs at a position. */
  heads(z: Float64Array, position: number, count: number): Float64Array {
    const out = Float64Array.from(z);
    const size = z.length / count;
    for (const edit of this.#edits) {
      if ((edit.kind !== "head-off" && edit.kind !== "head-mean") || !holds(edit.positions, position)) continue;
      for (let n = 0; n < size; n++) out[edit.head * size + n] = edit.kind === "head-off" ? 0 : at(edit.mean, n);
    }
    return out;
  }

  /** Experts of a kind of edit at a position. */
  experts(kind: "expert-off" | "expert-reroute" | "expert-force", position: number): Set<number> {
    return new Set(this.#edits.flatMap((edit) => (edit.kind === kind && holds(edit.positions, position) ? [edit.expert] : [])));
  }

  /** What a part adds to the stream: 0 where it is off, another text's where it is patched. */
  write(part: "attention-write" | "ffn-write", vector: Float64Array, position: number): Float64Array {
    return this.#edits.reduce((x, edit) => {
      if (edit.kind === `${part}-off` && "positions" in edit && holds(edit.positions, position)) return new Float64Array(x.length);
      return edit.kind === `${part}-patch` && "vectors" in edit ? (edit.vectors[position] ?? x) : x;
    }, vector);
  }

  /** The residual stream after the layer. */
  residual(stream: Float64Array, position: number): Float64Array {
    return this.#edits.reduce((x, edit) => {
      switch (edit.kind) {
        case "residual-scale":
          return holds(edit.positions, position) ? x.map((value) => value * edit.factor) : x;
        case "residual-add":
          return holds(edit.positions, position) ? x.map((value, d) => value + edit.factor * at(edit.vector, d)) : x;
        case "residual-patch":
          return edit.vectors[position] ?? x;
        default:
          return x;
      }
    }, stream);
  }
}
