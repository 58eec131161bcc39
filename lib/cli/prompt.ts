import { VitrineError } from "@/lib/domain/errors";
import type { PromptInput } from "@/lib/engine/engine";
import { UsageError } from "./command";
import { readUtf8 } from "./files";
import { required } from "./flags";

/** The flags by which a command is given a prompt. */
export const promptFlags = {
  prompt: { type: "string" },
  "prompt-file": { type: "string" },
  tokens: { type: "string" },
  chat: { type: "boolean", default: false },
} as const;

export interface PromptValues {
  prompt?: string | undefined;
  "prompt-file"?: string | undefined;
  tokens?: string | undefined;
  chat: boolean;
}

function parseTokens(text: string): number[] {
  if (!/^\s*\d+\s*(,\s*\d+\s*)*$/.test(text)) throw new UsageError(`--tokens wants token ids with commas between them, such as 1,2,3, not “${text}”`);
  return text.split(",").map(Number);
}

/** Errors: `UsageError` unless exactly one prompt is given; those of the prompt file. */
export async function readPrompt(values: PromptValues): Promise<PromptInput> {
  const given = [values.prompt, values["prompt-file"], values.tokens].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError("give exactly one of --prompt, --prompt-file and --tokens");
  const mode = values.chat ? "chat" : "completion";
  if (values.tokens !== undefined) {
    if (values.chat) throw new UsageError("--chat renders text with the model's template; token ids are taken as they are");
    const ids = parseTokens(values.tokens);
    return { kind: "tokens", ids, promptTokens: ids.length, forcedPositions: [], text: null, mode, renderedPrompt: null };
  }
  const text = values.prompt ?? (await readUtf8(required(values["prompt-file"], "prompt-file")));
  if (text.trim() === "") throw new VitrineError("prompt-empty", "The prompt is empty.");
  return { kind: "text", text, mode };
}
