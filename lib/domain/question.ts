import { z } from "zod";
import type { ExplainRequest, TokenChoice } from "./explanation";

/** The parameters of an address that asks why: a token by its id, or by text that must be exactly one token. */
const tokenId = z.coerce.number().int().min(0).max(10_000_000).optional();
const tokenText = z.string().min(1).max(1_000).optional();

const choice = (id: number | undefined, text: string | undefined): TokenChoice | null => (id !== undefined ? { id } : text !== undefined ? { text } : null);

/** Parses the parameters that `questionParams` writes. */
export const questionQuerySchema = z
  .object({ position: z.coerce.number().int().min(0), target: tokenId, targetText: tokenText, foil: tokenId, foilText: tokenText })
  .transform(({ position, target, targetText, foil, foilText }): ExplainRequest => ({ position, target: choice(target, targetText), foil: choice(foil, foilText) }));

/** Which tokens a lens of the whole text is asked about. */
export const askedTokensSchema = z.object({ target: tokenId.transform((id) => id ?? null), foil: tokenId.transform((id) => id ?? null) });
export type AskedTokens = z.infer<typeof askedTokensSchema>;

function addChoice(params: URLSearchParams, name: string, token: TokenChoice | null): void {
  if (token === null) return;
  if ("id" in token) params.set(name, String(token.id));
  else params.set(`${name}Text`, token.text);
}

export function questionParams({ position, target, foil }: ExplainRequest): URLSearchParams {
  const params = new URLSearchParams({ position: String(position) });
  addChoice(params, "target", target);
  addChoice(params, "foil", foil);
  return params;
}

export const explanationFileSchema = z.object({ format: z.enum(["json", "notebook"]) });
