import { spokenText } from "@/lib/domain/visible-text";
import type { StripItem } from "./strip-items";

/** A visible text in parts: marks for whitespace apart from what they stand between, so that they can recede and lines can break. */
export function markParts(shown: string): { text: string; mark: boolean }[] {
  return shown
    .split(/([·↵⇥␍⍽])/u)
    .filter((text) => text !== "")
    .map((text) => ({ text, mark: /^[·↵⇥␍⍽]$/u.test(text) }));
}

/** What a screen reader says for an item: what it is, where it stands, and the figure that colours it. */
export function itemLabel(item: StripItem, { prompt, total, figure }: { prompt: boolean; total: number; figure: string }): string {
  const name = item.special ? `control token ${item.raw}` : spokenText(item.raw);
  const run = item.run ? `, token ${item.run.place + 1} of ${item.run.size} of this character` : "";
  const place = item.first === item.last ? `token ${item.first + 1} of ${total}` : `tokens ${item.first + 1} to ${item.last + 1} of ${total}`;
  return `${name}${run}, ${prompt ? "prompt" : "written"}, ${place}, ${figure}`;
}
