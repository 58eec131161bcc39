import { editSentence } from "@/lib/domain/edit-words";
import type { RunDifference } from "@/lib/domain/comparison";
import type { Manifest } from "@/lib/domain/inspection";

type Said = readonly [about: RunDifference["about"], name: string, of: (manifest: Manifest) => string];

const EXCERPT = 200;
const excerpt = (text: string): string => ([...text].length > EXCERPT ? `${[...text].slice(0, EXCERPT).join("")}…` : text);
const yes = (on: boolean): string => (on ? "on" : "off");

/** What is said of a run, the most telling first. */
const sayings: readonly Said[] = [
  ["model", "model file", ({ model }) => model.fileName],
  ["model", "content of the file", ({ model }) => model.sha256],
  ["model", "architecture", ({ model }) => model.architecture],
  ["model", "quantisation", ({ model }) => model.quantisation],
  ["prompt", "prompt", ({ prompt, renderedPrompt }) => excerpt(prompt ?? renderedPrompt)],
  ["prompt", "mode", ({ mode }) => mode],
  ["prompt", "tokens forced by a branch", ({ forcedPositions }) => (forcedPositions.length === 0 ? "none" : `at ${forcedPositions.join(", ")}`)],
  ["edits", "edits", ({ edits = [] }) => (edits.length === 0 ? "none" : edits.map((edit) => editSentence(edit)).join("\n"))],
  ["writing", "tokens to write", ({ generate }) => String(generate)],
  ["writing", "temperature", ({ sampling }) => String(sampling.temperature)],
  ["writing", "top-k, top-p, min-p", ({ sampling: { topK, topP, minP } }) => `${topK}, ${topP}, ${minP}`],
  // Nothing is drawn at temperature 0.
  ["writing", "seed", ({ sampling }) => (sampling.temperature === 0 ? "not used" : String(sampling.seed))],
  ["computation", "backend", ({ engine }) => engine.backend],
  ["computation", "layers on the GPU", ({ engine }) => String(engine.gpuLayers)],
  ["computation", "keys and values", ({ engine }) => engine.kvType],
  ["computation", "flash attention", ({ engine }) => yes(engine.flashAttention)],
  ["computation", "tokens of a micro-batch", ({ engine }) => String(engine.microBatchTokens)],
  ["computation", "threads", ({ engine }) => String(engine.threads)],
  ["computation", "llama.cpp", ({ engine }) => engine.llamaCpp],
];

/** In what two runs were made differently, as their traces say. */
export function differencesOf(a: Manifest, b: Manifest): RunDifference[] {
  return sayings.flatMap(([about, name, of]) => {
    const [ours, theirs] = [of(a), of(b)];
    // Edits may differ by less than their sentences say.
    const same = about === "edits" ? JSON.stringify(a.edits ?? []) === JSON.stringify(b.edits ?? []) : ours === theirs;
    return same ? [] : [{ about, name, a: ours, b: theirs }];
  });
}
