import { VitrineError } from "@/lib/domain/errors";
import type { PromptMode } from "@/lib/domain/inspection";
import type { PromptInput } from "@/lib/engine/engine";
import type { Vocabulary } from "./vocabularies";

/** A prompt, ready to be evaluated. */
export interface PreparedPrompt {
  ids: number[];
  /** How many of `ids` count as prompt; the rest was generated or forced before. */
  promptTokens: number;
  forcedPositions: number[];
  /** As the person wrote it; null when ids were given without. */
  text: string | null;
  mode: PromptMode;
  rendered: string;
}

const count = (n: number): string => n.toLocaleString("en");

/** Error: `prompt-too-long`, saying by how much. */
export function requireFit(tokens: number, contextLength: number): void {
  if (tokens <= contextLength) return;
  throw new VitrineError("prompt-too-long", `The prompt has ${count(tokens)} tokens, ${count(tokens - contextLength)} more than the model's context of ${count(contextLength)} holds.`);
}

/** Errors: `prompt-empty`, `prompt-not-utf8`, `token-out-of-range`, `no-chat-template`, `bad-request`. */
export function preparePrompt(prompt: PromptInput, vocabulary: Vocabulary): PreparedPrompt {
  if (prompt.kind === "text") {
    const { ids, rendered } = vocabulary.encode(prompt.text, prompt.mode);
    return { ids, promptTokens: ids.length, forcedPositions: [], text: prompt.text, mode: prompt.mode, rendered };
  }
  const { ids, promptTokens, forcedPositions, text, mode } = prompt;
  if (ids.length === 0) throw new VitrineError("prompt-empty", "There are no tokens to evaluate.");
  if (promptTokens < 1 || promptTokens > ids.length || forcedPositions.some((position) => position < 0 || position >= ids.length)) {
    throw new VitrineError("bad-request", "The number of prompt tokens or a forced position lies outside of the tokens.");
  }
  // Decoding also finds an id that does not exist, before anything is loaded.
  const decoded = vocabulary.decode(ids.slice(0, promptTokens));
  for (const id of ids.slice(promptTokens)) vocabulary.tokenBytes(id);
  return { ids, promptTokens, forcedPositions, text, mode, rendered: prompt.renderedPrompt ?? decoded };
}
