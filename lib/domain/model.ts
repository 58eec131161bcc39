import { z } from "zod";

/** What can be captured from a run. Each needs nodes of the model's graph; see `ModelCapabilities`. */
export const captureKinds = ["attention", "router", "residual", "logits"] as const;
export const captureKindSchema = z.enum(captureKinds);
export type CaptureKind = z.infer<typeof captureKindSchema>;

/** Sizes that a view or a request needs to know, read from the GGUF metadata. Letters as in the docstrings. */
export const modelShapeSchema = z.object({
  layers: z.int().positive(), // L
  heads: z.int().nonnegative(), // H
  width: z.int().positive(), // D
  vocabulary: z.int().positive(), // V
  contextLength: z.int().positive(),
  /** Routed experts E; 0 for a dense model. */
  experts: z.int().nonnegative(),
  /** K experts used per token; 0 for a dense model. */
  expertsUsed: z.int().nonnegative(),
  sharedExperts: z.int().nonnegative(),
  /** Layers before this one are dense although the model has experts. */
  leadingDenseLayers: z.int().nonnegative(),
  routerGate: z.enum(["softmax", "sigmoid"]).nullable(),
});
export type ModelShape = z.infer<typeof modelShapeSchema>;

/** A capture that a model offers, or the reason why not, in a sentence for a person. */
export const capabilitySchema = z.discriminatedUnion("available", [
  z.object({ available: z.literal(true) }),
  z.object({ available: z.literal(false), reason: z.string() }),
]);
export type Capability = z.infer<typeof capabilitySchema>;
export const modelCapabilitiesSchema = z.record(captureKindSchema, capabilitySchema);
export type ModelCapabilities = z.infer<typeof modelCapabilitiesSchema>;

/** What is known of a GGUF file without loading its weights. Memory is estimated, everything else read from the file. */
export const modelSummarySchema = z.object({
  /** Path below the models folder, with "/" separators; identifies the model. */
  id: z.string(),
  fileName: z.string(),
  sizeBytes: z.int().nonnegative(),
  modifiedAt: z.iso.datetime(),
  /** Null when the file could not be read; then `problem` says why. */
  details: z
    .object({
      name: z.string().nullable(),
      architecture: z.string(),
      quantisation: z.string(),
      parameters: z.number().nullable(),
      shape: modelShapeSchema,
      hasChatTemplate: z.boolean(),
      licence: z.string().nullable(),
      /** Predicted from the metadata; "learned" once a one-token dry run has shown the graph's nodes. */
      capabilities: modelCapabilitiesSchema,
      capabilitiesAre: z.enum(["predicted", "learned"]),
      memory: z.object({
        /** Estimated for the default context, weights + KV cache + compute buffers. */
        neededBytes: z.number(),
        availableBytes: z.number(),
        fits: z.boolean(),
      }),
    })
    .nullable(),
  problem: z.object({ code: z.enum(["model-unreadable", "model-unsupported"]), message: z.string() }).nullable(),
  isDefault: z.boolean(),
  isDemo: z.boolean(),
  loaded: z.boolean(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;
export const modelListSchema = z.object({ folder: z.string(), models: z.array(modelSummarySchema) });
export type ModelList = z.infer<typeof modelListSchema>;
