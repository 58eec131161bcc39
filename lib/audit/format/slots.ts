/** A part of a wording: plain text, or a slot with an article in front of it. */
export type Part = { kind: "text"; text: string } | { kind: "slot"; name: string; article: "" | "a" | "A" };

/**
 * "{name}" is a slot, "{a name}" and "{A name}" put "a" or "an" before it, "{{" and "}}" are braces.
 * A brace that is none of these is a fault, given as text.
 */
export function parseWording(wording: string): { parts: Part[]; fault: string | null } {
  const parts: Part[] = [];
  let fault: string | null = null;
  const pattern = /\{\{|\}\}|\{(?:(a|A) )?([A-Za-z0-9][A-Za-z0-9._-]*)\}|[{}]|[^{}]+/g;
  for (const match of wording.matchAll(pattern)) {
    const [whole, article, name] = match;
    if (name !== undefined) parts.push({ kind: "slot", name, article: article === "a" || article === "A" ? article : "" });
    else if (whole === "{{" || whole === "}}") parts.push({ kind: "text", text: whole.slice(0, 1) });
    else if (whole === "{" || whole === "}") fault ??= `a single “${whole}” (write “${whole}${whole}” for a brace)`;
    else parts.push({ kind: "text", text: whole });
  }
  return { parts, fault };
}

export const slotNames = (wording: string): string[] =>
  parseWording(wording).parts.flatMap((part) => (part.kind === "slot" ? [part.name] : []));

/** "an" before a written vowel; exceptions carry their article with them. */
export const articleFor = (text: string): "a" | "an" => (/^[aeiou]/i.test(text) ? "an" : "a");

export interface Filler {
  text: string;
  article?: "a" | "an" | null;
}

/** Slots that are not filled stay out: the validator has refused them before. */
export function fill(wording: string, fillers: Readonly<Record<string, Filler>>): string {
  const filled = parseWording(wording).parts.map((part) => {
    if (part.kind === "text") return part.text;
    const filler = fillers[part.name];
    if (!filler) return "";
    if (part.article === "") return filler.text;
    const article = filler.article ?? articleFor(filler.text);
    return `${part.article === "A" ? article.slice(0, 1).toUpperCase() + article.slice(1) : article} ${filler.text}`;
  });
  return filled.join("");
}

/** A slot that opens a sentence gets a capital: "the tall man" → "The tall man". */
export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
