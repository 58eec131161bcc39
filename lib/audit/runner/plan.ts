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
const CHARACTERS_A_TOKEN = 4;
/** Generating goes one token at a time, which costs about as much as reading this many characters. */
const CHARACTERS_A_GENERATED_TOKEN = 40;

function cost(request: ScoreRequest): number {
  switch (request.kind) {
    case "text":
      return request.text.length;
    case "options":
      return request.prompt.length + request.options.reduce((sum, option) => sum + option.length, 0);
    case "targets":
      return request.prompt.length + CHARACTERS_A_TOKEN * Object.values(request.sets).flat().length;
    case "divergence":
      return request.prompts[0].length + request.prompts[1].length + 2 * request.continuation.length;
    case "sample":
      return request.prompt.length + CHARACTERS_A_GENERATED_TOKEN * request.tokens;
  }
}

export const chunkCharacters = (modelBytes: number): number => Math.max(LEAST_CHARACTERS, Math.floor(CHUNK_CHARACTERS * Math.min(1, SMALL_MODEL_BYTES / Math.max(1, modelBytes))));

/**
 * What an audit does with a suite. Depends on the suite, the options and the size of the model file alone, so that whoever resumes it
 * makes the same chunks: the texts of one call are packed together, and packing can move the last digits of a score.
 */
export function planSuite(loaded: LoadedSuite, options: AuditOptions, modelBytes: number): SuitePlan {
  const { id } = loaded.summary;
  const phrasings = options.phrasings[id];
  const trials = limitTrials(loaded.trials({ phrasings, continuations: options.continuations }), options.limit, options.seed);
  const largest = chunkCharacters(modelBytes);
  const seen = new Set<string>();
  const chunks: PlannedChunk[] = [];
  let chunk: PlannedChunk = { units: [], trials: [] };
  let size = 0;
  trials.forEach((trial, number) => {
    const units = unitsOf(trial, { letterOrders: options.letterOrders, answerWords: true }).filter(({ key }) => {
      const text = unitKeyText(key);
      return !seen.has(text) && seen.add(text);
    });
    const more = units.reduce((sum, { request }) => sum + cost(request), 0);
    if (chunk.trials.length > 0 && size + more > largest) {
      chunks.push(chunk);
      chunk = { units: [], trials: [] };
      size = 0;
    }
    chunk.units.push(...units);
    chunk.trials.push(number);
    size += more;
  });
  if (chunk.trials.length > 0) chunks.push(chunk);
  return {
    suite: id,
    trials,
    chunks,
    units: seen.size,
    family: { ...loaded.plan, smallestEffect: { ...loaded.plan.smallestEffect, ...options.smallestEffect[id] } },
    references: loaded.references,
  };
}
