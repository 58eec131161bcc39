import { editIssues, type Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import type { Contributions } from "@/lib/domain/explanation";
import type { ModelShape } from "@/lib/domain/model";
import { isPatch, sweepColumn, type SweepKind, type SweepPlace, type SweepPrediction, type SweepRequest } from "@/lib/domain/sweep";
import { editOf } from "@/lib/domain/sweep-edit";
import { placeKey, sweptColumns, sweptLayers } from "@/lib/domain/sweep-map";
import type { SweepVariant, SweptPatch } from "@/lib/engine/engine";
import { align, commonBeginning, type Alignment } from "@/lib/math/align";

/** What a sweep goes over, told before anything is measured. */
export interface SweepPlan {
  layers: number[];
  columns: number;
  /** The most promising first. */
  order: SweepPlace[];
}

type Cells = Pick<SweepRequest, "kind" | "where" | "layers">;
const parts: Partial<Record<SweepKind, SweptPatch["part"]>> = { "patch-residual": "residual", "patch-attention": "attention", "patch-ffn": "ffn" };

const wrong = (path: string, message: string): VitrineError => new VitrineError("bad-request", `${message[0]?.toUpperCase() ?? ""}${message.slice(1)}.`, [{ path, message }]);

/** Layers that have the part. Error: `bad-request`. */
function wantedLayers({ kind, layers }: Cells, shape: ModelShape): number[] {
  if (sweepColumn(kind) === "expert" && shape.experts === 0) throw wrong("kind", "this model has no experts");
  if (sweepColumn(kind) === "head" && shape.heads === 0) throw wrong("kind", "this model has no attention heads");
  const outside = layers?.find((layer) => layer >= shape.layers);
  if (outside !== undefined) throw wrong("layers", `layer ${outside} does not exist: this model has ${shape.layers} layers, counted from 0`);
  const all = sweptLayers(kind, shape);
  const wanted = layers ? all.filter((layer) => layers.includes(layer)) : all;
  if (wanted.length === 0) throw wrong("layers", "none of these layers has experts: they are dense");
  return wanted;
}

/** What is known of the cells of one position before they are changed. */
export function predictionsOf(kind: SweepKind, contributions: Contributions | null, position: number): SweepPrediction[] {
  if (!contributions || isPatch(kind)) return [];
  switch (sweepColumn(kind)) {
    case "head":
      return contributions.attention.flatMap(({ layer, heads }) => (heads ?? []).map((contribution, column) => ({ layer, column, contribution, gate: null })));
    case "expert":
      return contributions.ffn.flatMap(({ layer, experts }) => experts.map(({ id, gate, value }) => ({ layer, column: id, contribution: value, gate })));
    case "position":
      return (kind === "attention-write-off" ? contributions.attention : contributions.ffn).map(({ layer, total }) => ({ layer, column: position, contribution: total, gate: null }));
  }
}

/** Positions that a sweep over positions goes through: what comes before the first difference is the same in a patch, unless it was paired by hand. */
function positionsOf(kind: SweepKind, tokens: readonly number[], source: PatchSource | null): number[] {
  if (!isPatch(kind)) return tokens.map((_, position) => position);
  if (source?.alignment.by === "pairs") return source.alignment.pairs.map(({ a }) => a);
  return source ? source.alignment.pairs.filter(({ a, b }) => Math.max(a, b) >= source.firstDifference).map(({ a }) => a) : [];
}

interface PairedByHand {
  by: "pairs";
  pairs: Alignment["pairs"];
}

/** Error: `bad-request` for pairs outside of the texts, and for two values at one place. */
function pairedByHand(pairs: NonNullable<NonNullable<SweepRequest["source"]>["pairs"]>, tokens: readonly number[], source: readonly number[]): PairedByHand {
  const outside = pairs.find((pair) => pair.position >= tokens.length || pair.source >= source.length);
  if (outside) throw wrong("source.pairs", `position ${outside.position} and position ${outside.source} of the source cannot be paired: the texts have ${tokens.length} and ${source.length} tokens up to the positions asked about`);
  if (new Set(pairs.map(({ position }) => position)).size < pairs.length) throw wrong("source.pairs", "a position can take the value of one token alone");
  return { by: "pairs", pairs: pairs.map(({ position, source: from }) => ({ a: position, b: from })) };
}

/** The text that patches come from, beside the one that they go to. */
export interface PatchSource {
  tokens: number[];
  alignment: Alignment | PairedByHand;
  /** The first position at which the texts differ. */
  firstDifference: number;
}

/** Error: `bad-request` for texts that do not differ, or that have nothing in common. */
export function patchSource(tokens: readonly number[], source: readonly number[], pairs: NonNullable<SweepRequest["source"]>["pairs"] = null): PatchSource {
  const alignment = pairs ? pairedByHand(pairs, tokens, source) : align(tokens.map(String), source.map(String));
  const firstDifference = commonBeginning(tokens, source);
  if (alignment.by !== "pairs" && firstDifference === tokens.length && tokens.length === source.length) throw wrong("source", "both texts are the same up to these positions, so there is nothing to patch");
  if (alignment.pairs.length === 0) throw wrong("source", "the texts have no token in common, so that no token of one stands for one of the other");
  return { tokens: [...source], alignment, firstDifference };
}

/**
 * Cells of a sweep: by the size of what they are predicted to do, then those whose prediction is unknown, the last positions first.
 * Errors: `bad-request` for layers and parts that the model lacks.
 */
export function planSweep(request: Cells, shape: ModelShape, tokens: readonly number[], source: PatchSource | null, predicted: readonly SweepPrediction[]): SweepPlan {
  const layers = wantedLayers(request, shape);
  const column = sweepColumn(request.kind);
  const columns = sweptColumns(request.kind, shape, tokens.length - 1);
  const places = column === "position" ? positionsOf(request.kind, tokens, source) : Array.from({ length: columns }, (_, i) => i);
  const sizes = new Map(predicted.map((cell) => [placeKey(cell), Math.abs(cell.contribution ?? 0)]));
  const promise = (cell: SweepPlace): number => sizes.get(placeKey(cell)) ?? -1;
  const later = (a: SweepPlace, b: SweepPlace): number => (column === "position" ? b.column - a.column : 0);
  const order = layers.flatMap((layer) => places.map((place) => ({ layer, column: place }))).sort((a, b) => promise(b) - promise(a) || later(a, b) || a.layer - b.layer || a.column - b.column);
  return { layers, columns, order };
}

/** The edits that these cells are; `at`: the position of `where` "position". */
export function editsOf({ kind, where }: Cells, places: readonly SweepPlace[], at: number): Edit[] {
  return places.map((place) => {
    const edit = editOf(kind, place, where, at);
    if (!edit) throw new VitrineError("internal", "A patch is not an edit of one text.");
    return edit;
  });
}

/** What the engine is asked to do for a cell. */
export function variantOf(request: Cells, place: SweepPlace, at: number, source: PatchSource | null): SweepVariant {
  const part = parts[request.kind];
  if (!part) return { edits: editsOf(request, [place], at) };
  const pair = source?.alignment.pairs.find(({ a }) => a === place.column);
  if (!pair) throw new VitrineError("internal", "A position that stands for none of the source cannot be patched.");
  return { patches: [{ part, layer: place.layer, position: place.column, sourcePosition: pair.b }] };
}

/** Takes of `candidates`, in their order, as many as can be changed together, at most `size`. */
export function togetherOf(request: Cells, candidates: readonly SweepPlace[], size: number, shape: ModelShape, at: number): SweepPlace[] {
  const taken: SweepPlace[] = [];
  for (const candidate of candidates) {
    if (taken.length === size) break;
    if (editIssues(editsOf(request, [...taken, candidate], at), shape, at + 1).length === 0) taken.push(candidate);
  }
  return taken;
}
