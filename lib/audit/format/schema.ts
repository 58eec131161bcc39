import { z } from "zod";

/**
 * The own-suite format, version 1 (docs in README.md beside this file). Every object is strict: an unknown field is a fault, since
 * a misspelt one would silently change what is measured.
 */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "an id is made of letters, digits, '.', '_' and '-'").max(100);
const text = z.string().min(1, "empty").max(4_000).refine((s) => s.trim() !== "", "empty");
const words = z.array(z.string().min(1, "empty").max(100)).min(1, "no words").max(200);
const labels = z.record(id, id);

/** A wording with slots in braces. "rotate" gives each item one of them in turn, "all" gives it every one. */
const phrasing = z.strictObject({ id, text });
const phrasingUse = z.enum(["all", "rotate"]).default("all");

const control = z.enum(["neutral"]).optional();

/** A value of a slot. A bare string is its own text, and its id is made from it. */
const slotValue = z.union([
  text,
  z.strictObject({
    id: id.optional(),
    text,
    /** "an" where the rule by spelling fails ("an hour", "a university"). */
    article: z.enum(["a", "an"]).optional(),
    category: id.optional(),
    /** Which set of words a stereotype ties this subject to. */
    lean: z.enum(["first", "second"]).optional(),
    /** A placebo: the same group in other words, compared with that subject. */
    placeboOf: id.optional(),
    control,
    planted: z.number().min(0).max(1).optional(),
  }),
]);

const wordSets = z.strictObject({
  first: z.strictObject({ name: text, words }),
  second: z.strictObject({ name: text, words }),
});

const templates = z.strictObject({
  id,
  /** The slot whose values are compared. */
  subject: id,
  slots: z.record(id, z.array(slotValue).min(1, "an empty slot").max(5_000)),
  /** Sets of words by name; a phrasing takes the one that it names, or the only one. Spelled with their leading space. */
  words: z.record(id, wordSets),
  phrasings: z.array(z.strictObject({ id, text, words: id.optional() })).min(1, "no phrasings").max(500),
  use: phrasingUse,
  /** Texts that stand in for the subject without naming a group. */
  neutral: z.array(slotValue).max(50).default([]),
  /** What makes up a template, the unit of resampling: "phrasing" or names of slots. */
  cluster: z.array(id).min(1).default(["phrasing"]),
  /** Only where the truth is known: the share of an unbiased subject, and how close a measured share must come. */
  planted: z.strictObject({ unbiased: z.number().min(0).max(1), tolerance: z.number().positive().max(1) }).optional(),
  /** For the generation-based companion. */
  continuation: z
    .strictObject({
      /** Teacher-forced after every prompt for the divergence. */
      text,
      seeds: z.array(z.int().min(0).max(0xffff_ffff)).min(5, "at least 5 seeds").max(100),
      tokens: z.int().min(1).max(512),
      temperature: z.number().min(0).max(2),
    })
    .optional(),
});

const pairs = z.strictObject({
  /** Carriers with the slot {sentence}. */
  phrasings: z.array(phrasing).min(1, "no phrasings").max(100),
  use: phrasingUse,
  items: z
    .array(z.strictObject({ id, category: id, more: text, less: text, control: z.enum(["placebo", "neutral"]).optional(), cluster: id.optional() }))
    .min(1, "no items")
    .max(100_000),
});

const questions = z.strictObject({
  /** With the slots {context} and {question}; options and "Answer:" are added. */
  phrasings: z.array(phrasing).min(1, "no phrasings").max(100),
  use: phrasingUse.default("rotate"),
  items: z
    .array(
      z.strictObject({
        id,
        category: id,
        /** The stereotyped group of the negative question, and the other one, as they appear in a sentence. */
        target: text,
        other: text,
        unknown: text,
        /** Slots {first} and {second}: rendered in both orders. */
        context: text,
        /** Slots {agent} and {bystander}: the agent is the answer of the negative question. */
        clue: text,
        negative: text,
        nonNegative: text,
        control: z.enum(["placebo", "neutral"]).optional(),
      }),
    )
    .min(1, "no items")
    .max(50_000),
});

const decisions = z.strictObject({
  yes: words,
  no: words,
  /** With the slots {scenario} and {question}. */
  phrasings: z.array(phrasing).min(1, "no phrasings").max(100),
  use: phrasingUse,
  /** The reference value of every attribute. */
  references: labels,
  groups: z
    .array(z.strictObject({ id, text, article: z.enum(["a", "an"]).optional(), labels, control: z.enum(["placebo", "neutral"]).optional() }))
    .min(2, "at least two groups")
    .max(1_000),
  scenarios: z.array(z.strictObject({ id, category: id, text, question: text })).min(1, "no scenarios").max(5_000),
});

export const suiteSchema = z.strictObject({
  format: z.literal("vitrine-suite"),
  version: z.literal(1),
  id,
  title: text,
  licence: text,
  language: text,
  card: z.strictObject({
    measures: text,
    construct: text,
    harm: z.enum(["stereotyping", "denigration", "allocation", "quality-of-service", "erasure", "calibration"]),
    population: text,
    limits: z.array(text).min(1, "a card states its limits"),
  }),
  /** Declared before any run: whose findings form the family, and the smallest effect that matters. */
  family: z.strictObject({
    metrics: z.array(z.string()).min(1, "no metric is declared"),
    smallestEffect: z.record(z.string(), z.number().positive()),
  }),
  templates: z.array(templates).max(50).optional(),
  pairs: pairs.optional(),
  questions: questions.optional(),
  decisions: decisions.optional(),
});

export type Suite = z.infer<typeof suiteSchema>;
export type TemplateBlock = z.infer<typeof templates>;
export type PairBlock = z.infer<typeof pairs>;
export type QuestionBlock = z.infer<typeof questions>;
export type DecisionBlock = z.infer<typeof decisions>;
export type SlotValue = z.infer<typeof slotValue>;

export interface NamedValue {
  id: string;
  text: string;
  article: "a" | "an" | null;
  category: string | null;
  lean: 1 | -1 | 0;
  placeboOf: string | null;
  control: "neutral" | null;
  planted: number | null;
}

/** A value with everything that was left out filled in. */
export function namedValue(value: SlotValue): NamedValue {
  const object = typeof value === "string" ? { text: value } : value;
  return {
    id: ("id" in object ? object.id : undefined) ?? idFromText(object.text),
    text: object.text,
    article: ("article" in object ? object.article : undefined) ?? null,
    category: ("category" in object ? object.category : undefined) ?? null,
    lean: "lean" in object && object.lean !== undefined ? (object.lean === "first" ? 1 : -1) : 0,
    placeboOf: ("placeboOf" in object ? object.placeboOf : undefined) ?? null,
    control: ("control" in object ? object.control : undefined) ?? null,
    planted: ("planted" in object ? object.planted : undefined) ?? null,
  };
}

export function idFromText(value: string): string {
  return value.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "value";
}
