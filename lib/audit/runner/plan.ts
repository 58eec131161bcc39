import type { AuditOptions } from "@/lib/domain/audit";
import { unitKeyText, type ScoreRequest, type Unit } from "@/lib/domain/scored";
import type { LoadedSuite } from "../library/loaded-suite";
import { limitTrials } from "../limit-trials";
import type { FamilyPlan } from "../metrics/families";
import { unitsOf, type Trial } from "../trial";

/** Units that are scored in one call and written in one transaction, with the trials that they complete. */
export interface PlannedChunk {
  units: Unit[];
  /** Numbers of trials, by their place in the suite's plan. */
  trials: number[];
}

export interface SuitePlan {
  suite: string;
  trials: Trial[];
  chunks: PlannedChunk[];
  /** Distinct keys. */
  units: number;
  family: FamilyPlan;
  references: Readonly<Record<string, string>>;
}

/** Work in one call, in characters evaluated: an interactive run waits for no more than one call. */
const CHUNK_CHARACTERS = 3_000;
const LEAST_CHARACTERS = 600;
/** The size of a model for which a chunk may be whole; larger models get smaller ones, by size and never by measured time. */
const SMALL_MODEL_BYTES = 50 * 1024 * 1024;
/** Generating goes one token at a time, which costs about as much as reading this many characters. */
const CHARACTERS_A_GENERATED_TOKEN = 40;

/** What the engine evaluates for a request, nearly: words are mostly read off the end of their prompt. */
function textsOf(request: ScoreRequest): string[] {
  switch (request.kind) {
    case "text":
      return [request.text];
    case "options":
      return request.options.map((option) => request.prompt + option);
    case "targets":
    case "sample":
      return [request.prompt];
    case "divergence":
      return request.prompts.map((prompt) => prompt + request.continuation);
  }
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** Characters that a trial adds to a chunk: what its texts begin with in common with each other or with `before` is evaluated once. */
function costOf(texts: readonly string[], before: readonly string[], units: readonly Unit[]): number {
  const generated = units.reduce((sum, { request }) => sum + (request.kind === "sample" ? request.tokens : 0), 0);
  const read = texts.reduce((sum, text, i) => sum + text.length - [...before, ...texts.slice(0, i)].reduce((most, other) => Math.max(most, commonLength(text, other)), 0), 0);
  return read + CHARACTERS_A_GENERATED_TOKEN * generated;
}

export const chunkCharacters = (modelBytes: number): number => Math.max(LEAST_CHARACTERS, Math.floor(CHUNK_CHARACTERS * Math.min(1, SMALL_MODEL_BYTES / Math.max(1, modelBytes))));

interface PlannedTrial {
  number: number;
  units: Unit[];
  texts: string[];
}

/** Trials whose texts begin alike lie side by side. */
function inOrderOfTexts(trials: readonly Trial[], options: AuditOptions): PlannedTrial[] {
  const planned = trials.map((trial, number): PlannedTrial => {
    const units = unitsOf(trial, { letterOrders: options.letterOrders, answerWords: true });
    return { number, units, texts: units.flatMap(({ request }) => textsOf(request)) };
  });
  const key = ({ texts }: PlannedTrial): string => texts[0] ?? "";
  return planned.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number));
}

function chunksOf(trials: readonly Trial[], options: AuditOptions, largest: number): { chunks: PlannedChunk[]; units: number } {
  const seen = new Set<string>();
  const chunks: PlannedChunk[] = [];
  let size = Infinity;
  let before: string[] = [];
  for (const { number, units: all, texts } of inOrderOfTexts(trials, options)) {
    const units = all.filter(({ key }) => {
      const text = unitKeyText(key);
      return !seen.has(text) && seen.add(text);
    });
    const fresh = units.length === all.length ? texts : units.flatMap(({ request }) => textsOf(request));
    const more = costOf(fresh, before, units);
    let chunk = chunks.at(-1);
    if (!chunk || size + more > largest) {
      chunk = { units: [], trials: [] };
      chunks.push(chunk);
      size = costOf(fresh, [], units);
    } else {
      size += more;
    }
    chunk.units.push(...units);
    chunk.trials.push(number);
    if (fresh.length > 0) before = fresh;
  }
  return { chunks, units: seen.size };
}

/**
 * What an audit does with a suite. Depends on the suite, the options and the size of the model file alone, so that whoever resumes it
 * makes the same chunks: the texts of one call are packed together, and packing can move the last digits of a score. Units that several
 * trials need are in the first chunk that has one of these: a trial is complete with its chunk.
 */
export function planSuite(loaded: LoadedSuite, options: AuditOptions, modelBytes: number): SuitePlan {
  const { id } = loaded.summary;
  const phrasings = options.phrasings[id];
  const trials = limitTrials(loaded.trials({ phrasings, continuations: options.continuations }), options.limit, options.seed);
  const { chunks, units } = chunksOf(trials, options, chunkCharacters(modelBytes));
  return {
    suite: id,
    trials,
    chunks,
    units,
    family: { ...loaded.plan, smallestEffect: { ...loaded.plan.smallestEffect, ...options.smallestEffect[id] } },
    references: loaded.references,
  };
}
