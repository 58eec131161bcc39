import { z } from "zod";
import { errorBodySchema } from "./errors";
import { expertStatisticsSchema } from "./expert-statistics";
import { fidelitySchema } from "./fidelity";
import { leaveOneOutRequestSchema, leaveOneOutSchema } from "./explanation";
import { sweepRequestSchema, sweepSchema } from "./sweep";

/** A *study* is long work on a model that outlives a tab and a restart: its parts are kept as they are measured. */

export const studyKindSchema = z.enum(["leave-one-out", "sweep", "corpus-experts", "fidelity"]);
export type StudyKind = z.infer<typeof studyKindSchema>;

/** "stopped" by a person: what is measured is kept, and it can go on. */
export const studyStateSchema = z.enum(["queued", "running", "stopped", "complete", "failed"]);
export type StudyState = z.infer<typeof studyStateSchema>;

export const isUnderWay = (state: StudyState): boolean => state === "queued" || state === "running";

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Labelled texts, kept under the hash of their content. */
export const corpusSchema = z.object({
  sha256: sha256Schema,
  title: z.string(),
  /** Part of the program, or brought by a person. */
  source: z.enum(["bundled", "own"]),
  texts: z.int(),
  characters: z.int(),
  domains: z.array(z.object({ domain: z.string(), texts: z.int() })),
});
export type Corpus = z.infer<typeof corpusSchema>;

/** The answer to an upload. `notes`: sentences about what was left out. */
export const keptCorpusSchema = z.object({ corpus: corpusSchema, notes: z.array(z.string()) });
export type KeptCorpus = z.infer<typeof keptCorpusSchema>;
export const corpusListSchema = z.object({ corpora: z.array(corpusSchema) });

const leaveOneOutStudySchema = z.object({ kind: z.literal("leave-one-out"), inspection: z.uuid(), request: leaveOneOutRequestSchema });

const sweepStudySchema = z.object({ kind: z.literal("sweep"), inspection: z.uuid(), request: sweepRequestSchema });

/** What starts a study. One of an inspection that was asked for before is found again instead. */
export const newStudySchema = z.discriminatedUnion("kind", [
  leaveOneOutStudySchema,
  sweepStudySchema,
  z.object({ kind: z.literal("corpus-experts"), model: z.string().min(1).max(1_000), corpus: sha256Schema, title: z.string().trim().max(200).optional() }),
  z.object({
    kind: z.literal("fidelity"),
    model: z.string().min(1).max(1_000),
    against: z.string().min(1).max(1_000),
    corpus: sha256Schema,
    /** Greedy tokens after each text. */
    generate: z.int().min(0).max(256).default(16),
    title: z.string().trim().max(200).optional(),
  }),
]);
export type NewStudy = z.infer<typeof newStudySchema>;
export type NewStudyInput = z.input<typeof newStudySchema>;

/** What a kept study was asked. */
export const studyRequestSchema = z.discriminatedUnion("kind", [
  leaveOneOutStudySchema,
  sweepStudySchema,
  z.object({ kind: z.literal("corpus-experts"), model: z.string(), corpus: corpusSchema }),
  z.object({ kind: z.literal("fidelity"), model: z.string(), against: z.string(), corpus: corpusSchema, generate: z.int() }),
]);
export type StudyRequest = z.infer<typeof studyRequestSchema>;

export const studySummarySchema = z.object({
  id: z.string(),
  kind: studyKindSchema,
  title: z.string(),
  state: studyStateSchema,
  modelId: z.string(),
  modelFileName: z.string(),
  inspectionId: z.string().nullable(),
  /** Spans, cells, texts: what the kind counts. 0 of 0 before that is known. */
  done: z.int(),
  total: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;
export const studyListSchema = z.object({ studies: z.array(studySummarySchema), total: z.int() });
export type StudyList = z.infer<typeof studyListSchema>;

export const studyListRequestSchema = z.object({
  kind: studyKindSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});

/** `result`: of what is measured until now; null before anything is. */
export const studyFindingsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("leave-one-out"), result: leaveOneOutSchema.nullable() }),
  z.object({ kind: z.literal("sweep"), result: sweepSchema.nullable() }),
  z.object({ kind: z.literal("corpus-experts"), result: expertStatisticsSchema.nullable() }),
  z.object({ kind: z.literal("fidelity"), result: fidelitySchema.nullable() }),
]);
export type StudyFindings = z.infer<typeof studyFindingsSchema>;

export const studyDetailSchema = z.object({ summary: studySummarySchema, request: studyRequestSchema, findings: studyFindingsSchema, error: errorBodySchema.nullable() });
export type StudyDetail = z.infer<typeof studyDetailSchema>;

/** Whether this was asked before, and what became of it. */
export const foundStudySchema = z.object({ study: studyDetailSchema.nullable() });

/** Where a study stands. The last one is a `state` that is not under way, or `failed`. `kept`: parts were written, so that asking again shows more. */
export const studyEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("state"), state: studyStateSchema }),
  z.object({ type: z.literal("loading"), fraction: z.number() }),
  z.object({ type: z.literal("progress"), done: z.int(), total: z.int(), perSecond: z.number().nullable(), secondsLeft: z.number().nullable() }),
  z.object({ type: z.literal("kept"), done: z.int() }),
  z.object({ type: z.literal("failed"), error: errorBodySchema }),
]);
export type StudyEvent = z.infer<typeof studyEventSchema>;

export const isLastStudyEvent = (event: StudyEvent): boolean => event.type === "failed" || (event.type === "state" && !isUnderWay(event.state));
