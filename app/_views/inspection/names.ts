import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { InspectionDetail } from "@/lib/domain/inspection";

/** A token as it is spoken of: its visible text in quotation marks. */
export function tokenName(display: DisplayTokens, position: number): string {
  const token = display.tokens[position];
  if (!token) return "no token";
  // A token inside a character that began before it has no text of its own.
  return token.shown === "" ? `a part of “${display.glyphs[token.glyph]?.shown ?? ""}”` : `“${token.shown}”`;
}

const PROMPT_CHARACTERS = 60;

/** Where a chart's data come from, for the caption of its files. `tried`: what edits do, shown beside the clean run. */
export function sourceLine(detail: InspectionDetail, tried = false): string {
  const characters = [...detail.summary.prompt.replace(/\s+/g, " ").trim()];
  const prompt = characters.length > PROMPT_CHARACTERS ? `${characters.slice(0, PROMPT_CHARACTERS).join("")}…` : characters.join("");
  const count = detail.manifest.edits?.length ?? 0;
  const edited = tried ? ", clean and edited" : count > 0 ? `, edited: ${count === 1 ? "1 edit" : `${count} edits`} in the model` : "";
  return `${detail.manifest.model.fileName}${prompt ? `, “${prompt}”` : ""}${edited}`;
}
