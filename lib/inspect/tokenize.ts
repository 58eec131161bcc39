import type { z } from "zod";
import type { tokenizeRequestSchema, TokenizeResponse } from "@/lib/domain/api";
import type { InspectContext } from "./context";
import { resolveModel } from "./model-files";

/** What often goes wrong with a prompt, as sentences. */
function warningsFor(prompt: string, mode: "completion" | "chat"): string[] {
  const warnings: string[] = [];
  if (mode === "completion" && /[^\S\n]$/.test(prompt)) {
    warnings.push("The prompt ends in a space. Most tokens begin with their own space, so the model has to go on from an unusual place; better end without it.");
  }
  if (prompt.includes("\uFFFD")) warnings.push("The prompt holds the replacement character �: some text was lost before it came here.");
  return warnings;
}

/** Counts the tokens of a prompt as a run would send it. Errors: those of `resolveModel` and of the engine. */
export async function tokenizePrompt(context: InspectContext, { model, prompt, mode }: z.output<typeof tokenizeRequestSchema>): Promise<TokenizeResponse> {
  const modelPath = await resolveModel(context.settings.modelsFolder, model);
  const { shape } = await context.engine.describe(modelPath);
  if (prompt === "") return { count: 0, rendered: "", contextLength: shape.contextLength, warnings: [] };
  const { ids, rendered } = await context.engine.tokenize(modelPath, { kind: "text", text: prompt, mode });
  return { count: ids.length, rendered, contextLength: shape.contextLength, warnings: warningsFor(prompt, mode) };
}
