import { z } from "zod";

/**
 * A *sweep* makes one edit after the other, each alone, and measures what it does to the target: the same text, the same
 * arithmetic, one thing changed. Logarithms are natural; everything but `tested` and shares is measured.
 */

/** "…-off", "-reroute" and "-mean" as in `edit.ts`; "patch-…": the part takes its value from another text's run. */
export const sweepKindSchema = z.enum([
  "expert-off", "expert-reroute", "head-off", "head-mean", "attention-write-off", "ffn-write-off", "patch-residual", "patch-attention", "patch-ffn",
]);
export type SweepKind = z.infer<typeof sweepKindSchema>;

export type SweepColumn = "expert" | "head" | "position";

/** What the columns of a sweep's map are; its rows are layers. */
export function sweepColumn(kind: SweepKind): SweepColumn {
  if (kind.startsWith("expert")) return "expert";
  return kind.startsWith("head") ? "head" : "position";
}

export const isPatch = (kind: SweepKind): boolean => kind.startsWith("patch");

export const SWEEP_PROMPTS_MOST = 64;

/**
 * What is asked of a kept inspection. `position`: of the last token read, as in explanations. `where`: experts and heads are changed at
 * that position alone, or at every one; cells of positions are what they are.
 */
export const sweepRequestSchema = z
  .object({
    position: z.int().nonnegative(),
    target: z.int().nonnegative(),
    foil: z.int().nonnegative().nullable().default(null),
    kind: sweepKindSchema,
    where: z.enum(["position", "all"]).default("position"),
    /** Null: all that the model has. */
    layers: z.array(z.int().nonnegative()).min(1).max(1_000).nullable().default(null),
    /** Patches: where values come from; its text up to `position`, whose tokens are aligned with this one's, or paired by hand. */
    source: z
      .object({
        inspection: z.uuid(),
        position: z.int().nonnegative(),
        pairs: z.array(z.object({ position: z.int().nonnegative(), source: z.int().nonnegative() })).min(1).max(1_000).nullable().default(null),
      })
      .nullable()
      .default(null),
    /** Experts and heads: the same sweep after further texts, so that an effect can be told from chance. */
    prompts: z.array(z.string().min(1).max(20_000)).max(SWEEP_PROMPTS_MOST).default([]),
    /** Experts and heads: the `size` that matter most are changed together, and so are as many random ones, `draws` times. */
    control: z.object({ size: z.int().min(1).max(32), draws: z.int().min(5).max(200), seed: z.int().nonnegative() }).nullable().default(null),
  })
  .refine(({ kind, source }) => isPatch(kind) === (source !== null), { path: ["source"], message: "patches, and only they, need a source" })
  .refine(({ target, foil }) => target !== foil, { path: ["foil"], message: "the target itself cannot be the foil" })
  .refine(({ kind, prompts, control }) => sweepColumn(kind) !== "position" || (prompts.length === 0 && control === null), { path: ["kind"], message: "further texts and controls are for experts and heads" });
export type SweepRequest = z.infer<typeof sweepRequestSchema>;
export type SweepRequestInput = z.input<typeof sweepRequestSchema>;

/** Log-probabilities after the position. */
export const sweepFiguresSchema = z.object({ logprob: z.number(), foilLogprob: z.number().nullable() });
export type SweepFigures = z.infer<typeof sweepFiguresSchema>;

/** Edited − clean, both evaluated in the same pieces: a change of nothing is exactly 0. */
export const sweepDeltaSchema = z.object({ delta: z.number(), foilDelta: z.number().nullable() });
export type SweepDelta = z.infer<typeof sweepDeltaSchema>;

const cell = { layer: z.int().nonnegative(), column: z.int().nonnegative() };
export const sweepPlaceSchema = z.object(cell);
export type SweepPlace = z.infer<typeof sweepPlaceSchema>;
export const sweepCellSchema = sweepDeltaSchema.extend(cell);
export type SweepCell = z.infer<typeof sweepCellSchema>;

/** What was known of a cell before it was changed. Null: unknown, or not chosen. */
export const sweepPredictionSchema = z.object({
  ...cell,
  /** Direct contribution to the target's logit (or target − foil) at the position. Derived. */
  contribution: z.number().nullable(),
  /** Gate weight of an expert at the position. Measured. */
  gate: z.number().nullable(),
});
export type SweepPrediction = z.infer<typeof sweepPredictionSchema>;

/** One text's part of a sweep; cells in the order in which they were measured. */
export const sweptTextSchema = z.object({
  /** Null: the inspection's own. */
  text: z.string().nullable(),
  clean: sweepFiguresSchema,
  /** The difference that evaluating the text in other pieces makes, clean and with the strongest change of each call: deltas below it mean nothing. */
  noiseFloor: z.number().nonnegative(),
  cells: z.array(sweepCellSchema),
});
export type SweptText = z.infer<typeof sweptTextSchema>;

/** Members changed together. `draws`: as many random ones, of those that were active at the position and are not members. */
export const sweepControlSchema = z.object({
  members: z.array(sweepPlaceSchema),
  together: sweepDeltaSchema,
  /** How many there were to draw from. */
  pool: z.int(),
  draws: z.array(sweepDeltaSchema.extend({ members: z.array(sweepPlaceSchema) })),
});
export type SweepControl = z.infer<typeof sweepControlSchema>;

/**
 * Over several texts: the mean of delta (or of delta − foilDelta), the exact or drawn sign-flip p value of it being 0, and that
 * adjusted by Benjamini and Hochberg over all cells that moved in any text. Derived.
 */
export const sweepTestSchema = z.object({ ...cell, texts: z.int(), mean: z.number(), p: z.number(), adjusted: z.number() });
export type SweepTest = z.infer<typeof sweepTestSchema>;

export const sweepSchema = z.object({
  format: z.literal("vitrine-sweep"),
  version: z.literal(1),
  state: z.enum(["complete", "stopped"]),
  model: z.object({ fileName: z.string(), sha256: z.string() }),
  kind: sweepKindSchema,
  where: z.enum(["position", "all"]),
  position: z.int(),
  target: z.int(),
  foil: z.int().nullable(),
  /** Rows and columns of the map: layers in order, and columns 0 … `columns` − 1. */
  layers: z.array(z.int()),
  columns: z.int(),
  /** Cells of one text. */
  cells: z.int(),
  own: sweptTextSchema,
  predicted: z.array(sweepPredictionSchema),
  /** Patches: the other text's figures, and which of its positions stands for which. */
  source: z.object({ figures: sweepFiguresSchema, pairs: z.array(z.object({ position: z.int(), source: z.int() })), alignment: z.enum(["positions", "difference", "pairs"]) }).nullable(),
  others: z.array(sweptTextSchema),
  tested: z.array(sweepTestSchema),
  control: sweepControlSchema.nullable(),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** What is asked about: the target's change, or that of target − foil. */
export const effectOf = ({ delta, foilDelta }: SweepDelta): number => (foilDelta === null ? delta : delta - foilDelta);

/** log p of the target, or log p(target) − log p(foil). */
export const figureOf = ({ logprob, foilLogprob }: SweepFigures): number => (foilLogprob === null ? logprob : logprob - foilLogprob);

/** Share of the difference between two texts that a patch recovers: 0 as if nothing was patched, 1 as in the source. Null where there is no difference. */
export function recoveredShare(sweep: Pick<Sweep, "own" | "source">, cell: SweepDelta): number | null {
  if (!sweep.source) return null;
  const between = figureOf(sweep.source.figures) - figureOf(sweep.own.clean);
  return Math.abs(between) > sweep.own.noiseFloor ? effectOf(cell) / between : null;
}
