import type { AuditOptions } from "@/lib/domain/audit";
import { unitKeyText, type ScoreRequest, type Unit } from "@/lib/domain/scored";
import type { LoadedSuite } from "../library/loaded-suite";
import { limitTrials } from "../limit-trials";
import type { FamilyPlan } from "../metrics/families";
import { unitsOf, type Trial } from "../trial";
import { distinctCharacters, inOrder, merged, type Effort } from "./shared-beginnings";

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

export const chunkCharacters = (modelBytes: number): number => Math.max(LEAST_CHARACTERS, Math.floor(CHUNK_CHARACTERS * Math.min(1, SMALL_MODEL_BYTES / Math.max(1, modelBytes))));

interface PlannedTrial {
  number: number;
  units: Unit[];
  /** The first text. */
  beginning: string;
}

/** Trials are planned for so long before others get their turn, ms. */
const TURN_MS = 20;

/** Gives way to whatever else the process has to do, now and then. */
function turns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  };
}

/** Trials whose texts begin alike lie side by side. */
async function inOrderOfTexts(trials: readonly Trial[], options: AuditOptions, turn: () => Promise<void>): Promise<PlannedTrial[]> {
  const planned: PlannedTrial[] = [];
  for (const [number, trial] of trials.entries()) {
    const units = unitsOf(trial, { letterOrders: options.letterOrders, answerWords: true });
    const [first] = units;
    planned.push({ number, units, beginning: (first && textsOf(first.request)[0]) ?? "" });
    await turn();
  }
  return planned.sort((a, b) => (a.beginning < b.beginning ? -1 : a.beginning > b.beginning ? 1 : a.number - b.number));
}

const generatedTokens = (units: readonly Unit[]): number => units.reduce((sum, { request }) => sum + (request.kind === "sample" ? request.tokens : 0), 0);

/** Trials join the chunk in progress until the next one would make it too large. What their texts begin with in common with each other, or with those of the trial before, is evaluated once. */
async function chunksOf(planned: readonly PlannedTrial[], largest: number, turn: () => Promise<void>, effort?: Effort): Promise<{ chunks: PlannedChunk[]; units: number }> {
  const seen = new Set<string>();
  const chunks: PlannedChunk[] = [];
  let size = Infinity;
  let before: { texts: readonly string[]; characters: number } = { texts: [], characters: 0 };
  for (const { number, units: all } of planned) {
    const units = all.filter(({ key }) => {
      const text = unitKeyText(key);
      return !seen.has(text) && seen.add(text);
    });
    const texts = inOrder(units.flatMap(({ request }) => textsOf(request)));
    const characters = distinctCharacters(texts, effort);
    const generated = CHARACTERS_A_GENERATED_TOKEN * generatedTokens(units);
    let chunk = chunks.at(-1);
    // What one trial fills, nothing joins.
    const more = size > largest ? Infinity : generated + distinctCharacters(merged(before.texts, texts), effort) - before.characters;
    if (!chunk || size + more > largest) {
      chunk = { units: [], trials: [] };
      chunks.push(chunk);
      size = generated + characters;
    } else {
      size += more;
    }
    chunk.units.push(...units);
    chunk.trials.push(number);
    if (texts.length > 0) before = { texts, characters };
    await turn();
  }
  return { chunks, units: seen.size };
}

/** The trials of a suite that an audit with these options has, in the order of the suite. */
export function trialsOf(loaded: LoadedSuite, options: AuditOptions): Trial[] {
  return limitTrials(loaded.trials({ phrasings: options.phrasings[loaded.summary.id], continuations: options.continuations }), options.limit, options.seed);
}

/**
 * What an audit does with a suite. Depends on the suite, the options and the size of the model file alone, so that whoever resumes it
 * makes the same chunks: the texts of one call are packed together, and packing can move the last digits of a score. Units that several
 * trials need are in the first chunk that has one of these: a trial is complete with its chunk.
 */
export async function planSuite(loaded: LoadedSuite, options: AuditOptions, modelBytes: number, effort?: Effort): Promise<SuitePlan> {
  const { id } = loaded.summary;
  const trials = trialsOf(loaded, options);
  const turn = turns();
  const { chunks, units } = await chunksOf(await inOrderOfTexts(trials, options, turn), chunkCharacters(modelBytes), turn, effort);
  return {
    suite: id,
    trials,
    chunks,
    units,
    family: { ...loaded.plan, smallestEffect: { ...loaded.plan.smallestEffect, ...options.smallestEffect[id] } },
    references: loaded.references,
  };
}
