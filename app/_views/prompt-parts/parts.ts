import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { Span } from "@/lib/domain/explanation";
import { textUnits, type TextUnit } from "@/lib/domain/text-units";
import type { PromptPartKind } from "@/lib/domain/view-state";

/** Parts of the text before an answer, in order, without overlap; or why there are none. */
export type PartsOrNot = { ok: true; parts: TextUnit[] } | { ok: false; text: string };

export const partNames: Record<PromptPartKind, { label: string; one: string; many: string }> = {
  token: { label: "Tokens", one: "token", many: "tokens" },
  word: { label: "Words", one: "word", many: "words" },
  sentence: { label: "Sentences", one: "sentence", many: "sentences" },
  turn: { label: "Chat turns", one: "turn", many: "turns" },
  think: { label: "The thinking as a whole", one: "thinking", many: "stretches of thinking" },
  thought: { label: "The thinking, sentence by sentence", one: "sentence of the thinking", many: "sentences of the thinking" },
  marked: { label: "Marked by hand", one: "marked span", many: "marked spans" },
};

/** A turn begins with a control token that names who speaks. */
const turnStart = /user|assistant|system|tool|im_start|start_header|start_of_turn/i;
const turnEnd = /end|im_end|eot/i;

/** Spans marked by hand, both ends included, in order. */
export const marksOf = (marks: string | undefined): TextUnit[] =>
  (marks?.split(".") ?? [])
    .map((mark) => mark.split("-").map(Number))
    .flatMap(([first, last]) => (first !== undefined && last !== undefined && first <= last ? [{ first, last }] : []))
    .sort((a, b) => a.first - b.first);

/** Undefined where nothing is marked. Overlapping marks become one. */
export function marksText(marks: readonly TextUnit[]): string | undefined {
  const joined: TextUnit[] = [];
  for (const { first, last } of [...marks].sort((a, b) => a.first - b.first)) {
    const open = joined.at(-1);
    if (open && first <= open.last) open.last = Math.max(open.last, last);
    else joined.push({ first, last });
  }
  return joined.length === 0 ? undefined : joined.map(({ first, last }) => `${first}-${last}`).join(".");
}

function turns(display: DisplayTokens, last: number): TextUnit[] {
  const found: TextUnit[] = [];
  for (let position = 0; position <= last; position++) {
    const token = display.tokens[position];
    const begins = token?.special === true && turnStart.test(token.raw) && !turnEnd.test(token.raw);
    const open = found.at(-1);
    if (begins) found.push({ first: position, last: position });
    else if (open) open.last = position;
  }
  // The last one is where the answer begins: taking its mark away would take the question away.
  return found.filter(({ first, last: end }) => Array.from({ length: end - first }, (_, i) => display.tokens[first + 1 + i]).some((token) => token && !token.special));
}

const [opening, closing] = ["<think>", "</think>"];

/** The tokens between the tags of a stretch of thinking; the tags may be one token each or several. */
function insideTags({ text, offsets }: DisplayTokens, { first, last }: TextUnit): TextUnit {
  const from = text.indexOf(opening, offsets[first]) + opening.length;
  const to = text.lastIndexOf(closing, offsets[last + 1]);
  let [begin, end] = [first, last];
  while (begin <= last && (offsets[begin] ?? 0) < from) begin++;
  while (end >= begin && (offsets[end + 1] ?? 0) > to) end--;
  return { first: begin, last: end };
}

/** Units cut at the ends of a stretch. */
const within = (units: readonly TextUnit[], whole: TextUnit): TextUnit[] =>
  units.flatMap(({ first, last }) => (last < whole.first || first > whole.last ? [] : [{ first: Math.max(first, whole.first), last: Math.min(last, whole.last) }]));

/** What may be taken out of the text up to `last`, in units of `kind`. */
export function promptParts(display: DisplayTokens, kind: PromptPartKind, last: number, marks: string | undefined): PartsOrNot {
  const clipped = (units: readonly TextUnit[]) => units.filter(({ first }) => first <= last).map((unit) => ({ first: unit.first, last: Math.min(unit.last, last) }));
  const special = (position: number) => display.tokens[position]?.special === true;
  // A model is never run without its mark for the beginning; taking it away would say nothing about the text.
  const start = special(0) && last > 0 ? 1 : 0;
  const thinking = clipped(display.think.filter(({ last: end, closed }) => closed && end <= last));
  const found = (): TextUnit[] => {
    switch (kind) {
      case "token":
        return clipped(textUnits(display, "token")).filter(({ first }) => first >= start);
      case "word":
      case "sentence":
        return clipped(textUnits(display, kind)).filter(({ first, last: end }) => first >= start && !(first === end && special(first)));
      case "turn":
        return turns(display, last);
      case "think":
        return thinking;
      case "thought":
        return thinking.flatMap((whole) => within(textUnits(display, "sentence"), insideTags(display, whole)));
      case "marked":
        return clipped(marksOf(marks));
    }
  };
  const parts = found().filter(({ first, last: end }) => end - first < last);
  if (parts.length > 0) return { ok: true, parts };
  return { ok: false, text: emptyTexts[kind] };
}

const cover = "There is only one, and it covers everything before the answer: nothing would be left to answer from.";
const emptyTexts: Record<PromptPartKind, string> = {
  token: cover,
  word: cover,
  sentence: cover,
  turn: "There are no chat turns before this answer that could be taken out. Run the prompt as a chat, or take out sentences.",
  think: "There is no finished thinking before this answer. Lock a token behind </think>, or ask about the whole answer.",
  thought: "There is no finished thinking before this answer. Lock a token behind </think>, or ask about the whole answer.",
  marked: "Nothing is marked yet: select some text below, or give its first and last token.",
};

/** As the engine counts them: the end not included. */
export const spansOf = (parts: readonly TextUnit[]): Span[] => parts.map(({ first, last }) => ({ from: first, to: last + 1 }));
