import { z } from "zod";
import { editListSchema, type Edit } from "./edit";
import { namedTokenSchema } from "./explanation";
import { promptModeSchema } from "./inspection";

/**
 * What edits do to an answer: log p(target | edited run) − log p(target | clean run), both of the same tokens, evaluated in the same
 * shape. Natural logarithms over the whole vocabulary. Measured; differences are derived by whoever shows them.
 */

const someEdits = editListSchema.min(1, "there is nothing to change: at least one edit");
const tokenId = z.int().nonnegative();

/** `position`: the last token read. Null tokens: the clean run's own likeliest token, and no foil. */
export const effectRequestSchema = z.object({
  position: tokenId,
  target: tokenId.nullable().default(null),
  foil: tokenId.nullable().default(null),
  edits: someEdits,
  /** Tokens that both runs go on with, greedily. */
  generate: z.int().min(1).max(256).default(24),
});
export type EffectRequest = z.infer<typeof effectRequestSchema>;
export type EffectRequestInput = z.input<typeof effectRequestSchema>;

const spokenTokenSchema = namedTokenSchema.extend({ special: z.boolean() });
export type SpokenToken = z.infer<typeof spokenTokenSchema>;

/** `rank`: null behind the candidates that a run keeps. */
const figuresSchema = z.object({ logprob: z.number(), rank: z.int().positive().nullable() });
const changedTokenSchema = z.object({ id: tokenId, clean: figuresSchema, edited: figuresSchema });
export type ChangedToken = z.infer<typeof changedTokenSchema>;

/** `otherRank`: the place in the other run; null where it is behind the candidates that a run keeps. */
const candidateSchema = z.object({ id: tokenId, logprob: z.number(), otherRank: z.int().positive().nullable() });

const changedLayerSchema = z.object({
  layer: z.int().nonnegative(),
  /** Chosen experts over the tokens read; null without experts. `jaccard`: mean of |A ∩ B| / |A ∪ B|. */
  routing: z.object({ jaccard: z.number(), experts: z.array(z.object({ expert: z.int(), comes: z.int(), goes: z.int() })) }).nullable(),
  /** By head: half the summed difference of two rows of attention, a mean over the tokens read; 0 … 1. Null where it was not recorded. */
  attention: z.array(z.number()).nullable(),
});

export const effectSchema = z.object({
  position: tokenId,
  target: changedTokenSchema,
  foil: changedTokenSchema.nullable(),
  /**
   * Nats; differences up to `floor`, the larger of the two, mean nothing. Null: not measured. A likely answer hides the noise of a clean run in its
   * own log-probability, so the edited run is evaluated in other pieces too.
   */
  noise: z.object({
    floor: z.number().nonnegative().nullable(),
    /** By how much the clean run differs from the inspection's own figures of the tokens read; null where the inspection was edited itself. */
    inspection: z.number().nonnegative().nullable(),
    /** By how much either run differs, both together, when the last token is evaluated by itself; null where the model's cache cannot be cut. */
    pieces: z.number().nonnegative().nullable(),
  }),
  /** The ten likeliest of either run, best first. */
  candidates: z.object({ clean: z.array(candidateSchema), edited: z.array(candidateSchema) }),
  continuation: z.object({
    clean: z.array(tokenId),
    edited: z.array(tokenId),
    /** Index of the first token that differs; null: none does. */
    firstDifferent: z.int().nonnegative().nullable(),
  }),
  layers: z.array(changedLayerSchema),
  /** Texts of all tokens that are named above. */
  names: z.array(spokenTokenSchema),
});
export type Effect = z.infer<typeof effectSchema>;

/** The same edits on another text. */
export const elsewhereRequestSchema = z.object({
  prompt: z.string().min(1).max(20_000),
  mode: promptModeSchema.default("completion"),
  edits: someEdits,
});
export type ElsewhereRequest = z.infer<typeof elsewhereRequestSchema>;
export type ElsewhereRequestInput = z.input<typeof elsewhereRequestSchema>;

/** What becomes of the token that the clean run finds likeliest behind the prompt. */
export const elsewhereSchema = z.object({
  token: spokenTokenSchema,
  clean: figuresSchema,
  edited: figuresSchema,
  /** The likeliest with the edits. */
  first: spokenTokenSchema,
});
export type Elsewhere = z.infer<typeof elsewhereSchema>;

/**
 * Edits for another text: those at chosen positions hold at every position there. Edges and patches name places of one text, so there is
 * nothing that they could mean in another.
 */
export function editsElsewhere(edits: readonly Edit[]): { edits: Edit[]; leftOut: number; widened: number } {
  const kept = edits.filter((edit) => edit.kind !== "attention-block" && edit.kind !== "residual-patch");
  return {
    edits: kept.map((edit) => ({ ...edit, positions: "all" })),
    leftOut: edits.length - kept.length,
    widened: kept.filter(({ positions }) => positions !== "all").length,
  };
}

/** Edits as far as they touch a text's first `tokens` tokens; what comes later cannot act on what came before. */
export function editsWithin(edits: readonly Edit[], tokens: number): Edit[] {
  return edits.flatMap((edit): Edit[] => {
    if (edit.kind === "attention-block") return edit.from < tokens && (edit.to === "all" || edit.to < tokens) ? [edit] : [];
    if (edit.positions === "all") return [edit];
    const { positions } = edit;
    const inside = positions.filter((position) => position < tokens);
    if (inside.length === 0) return [];
    if (edit.kind !== "residual-patch" || !edit.sourcePositions) return [{ ...edit, positions: inside }];
    const { sourcePositions } = edit;
    return [{ ...edit, positions: inside, sourcePositions: sourcePositions.filter((_, i) => (positions[i] ?? tokens) < tokens) }];
  });
}
