import { z } from "zod";
import { effectOf, sweepControlSchema, sweepFiguresSchema, sweepPlaceSchema, sweepPredictionSchema, sweepSchema, sweptTextSchema, type Sweep, type SweepRequest, type SweepTest, type SweptText } from "@/lib/domain/sweep";
import { placeKey } from "@/lib/domain/sweep-map";
import { benjaminiHochberg } from "@/lib/stats/families";
import { mean } from "@/lib/stats/quantile";
import { exactSignFlipP, signFlipTest } from "@/lib/stats/sign-flip";

/** Parts of a sweep as they are kept, one after the other. */
export const sweepPartSchema = z.discriminatedUnion("part", [
  z.object({
    part: z.literal("plan"),
    model: sweepSchema.shape.model,
    layers: z.array(z.int()),
    columns: z.int(),
    order: z.array(sweepPlaceSchema),
    predicted: z.array(sweepPredictionSchema),
    clean: sweepFiguresSchema,
    source: sweepSchema.shape.source,
  }),
  /** `text` 0: the inspection's own; k: the k-th further one. */
  z.object({ part: z.literal("cells"), text: z.int(), swept: sweptTextSchema.omit({ text: true }) }),
  z.object({ part: z.literal("control"), control: sweepControlSchema }),
]);
export type SweepPart = z.infer<typeof sweepPartSchema>;
export type PlanPart = Extract<SweepPart, { part: "plan" }>;

export const isPlan = (part: SweepPart): part is PlanPart => part.part === "plan";

const isControl = (part: SweepPart): part is Extract<SweepPart, { part: "control" }> => part.part === "control";

/** What the parts say of one text; null before any. */
export function sweptText(parts: readonly SweepPart[], number: number, text: string | null): SweptText | null {
  const own = parts.flatMap((part) => (part.part === "cells" && part.text === number ? [part.swept] : []));
  const [first] = own;
  if (!first) return null;
  return { text, clean: first.clean, noiseFloor: Math.max(...own.map(({ noiseFloor }) => noiseFloor)), cells: own.flatMap(({ cells }) => cells) };
}

/** Up to as many texts all 2ⁿ patterns of signs are counted, beyond that as many are drawn. */
const EXACT_TEXTS = 12;
const PERMUTATIONS = 4_999;

/** Is a cell's mean effect over the texts 0? Cells that move in none of them are no hypotheses. */
export function testCells(texts: readonly SweptText[]): SweepTest[] {
  if (texts.length < 2) return [];
  const effects = new Map<string, { layer: number; column: number; values: number[] }>();
  for (const { cells } of texts)
    for (const cell of cells) {
      const entry = effects.get(placeKey(cell)) ?? { layer: cell.layer, column: cell.column, values: [] };
      entry.values.push(effectOf(cell));
      effects.set(placeKey(cell), entry);
    }
  const moved = [...effects.values()].filter(({ values }) => values.some((value) => value !== 0));
  const p = moved.map(({ layer, column, values }) =>
    values.length <= EXACT_TEXTS ? exactSignFlipP(values) : signFlipTest(values, { seed: 1, label: `sweep ${layer} ${column}`, permutations: PERMUTATIONS }).p,
  );
  const adjusted = benjaminiHochberg(p);
  return moved.map(({ layer, column, values }, i) => ({ layer, column, texts: values.length, mean: mean(values), p: p[i] ?? 1, adjusted: adjusted[i] ?? 1 }));
}

/** What was measured until now; null before the first cells. */
export function sweepOf(request: SweepRequest, parts: readonly SweepPart[]): Sweep | null {
  const plan = parts.find(isPlan);
  if (!plan) return null;
  const cells = plan.order.length;
  const own = sweptText(parts, 0, null) ?? { text: null, clean: plan.clean, noiseFloor: 0, cells: [] };
  const others = request.prompts.flatMap((text, i) => sweptText(parts, i + 1, text) ?? []);
  const control = parts.find(isControl)?.control ?? null;
  const whole = [own, ...others].filter((text) => text.cells.length === cells);
  const complete = whole.length === 1 + request.prompts.length && (request.control === null || control !== null);
  const { kind, where, position, target, foil } = request;
  return {
    format: "vitrine-sweep",
    version: 1,
    state: complete ? "complete" : "stopped",
    model: plan.model,
    kind,
    where,
    position,
    target,
    foil,
    layers: plan.layers,
    columns: plan.columns,
    cells,
    own,
    predicted: plan.predicted,
    source: plan.source,
    others,
    tested: complete ? testCells(whole) : [],
    control,
  };
}
