/**
 * Text as it can be seen: whitespace as marks, invisible and direction-changing characters by name, so that nothing in a
 * prompt or an answer is hidden from the reader.
 */

/** Characters that are drawn as one mark. Middle dot, return and tab arrows follow text editors. */
const marks = new Map<number, string>([
  [0x09, "⇥"],
  [0x0a, "↵"],
  [0x0d, "␍"],
  [0x20, "·"],
  [0x7f, "␡"],
  [0xa0, "⍽"],
]);

/** Unicode abbreviations of characters that are invisible or that change the direction of their surroundings. */
const names = new Map<number, string>([
  [0x00ad, "SHY"],
  [0x034f, "CGJ"],
  [0x061c, "ALM"],
  [0x180e, "MVS"],
  [0x200b, "ZWSP"],
  [0x200c, "ZWNJ"],
  [0x200d, "ZWJ"],
  [0x200e, "LRM"],
  [0x200f, "RLM"],
  [0x2028, "LS"],
  [0x2029, "PS"],
  [0x202a, "LRE"],
  [0x202b, "RLE"],
  [0x202c, "PDF"],
  [0x202d, "LRO"],
  [0x202e, "RLO"],
  [0x2060, "WJ"],
  [0x2066, "LRI"],
  [0x2067, "RLI"],
  [0x2068, "FSI"],
  [0x2069, "PDI"],
  [0xfeff, "BOM"],
]);

/** What has no glyph of its own: controls, format characters, odd spaces and private use. */
const withoutGlyph = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Co}]/u;
const combining = /\p{M}/u;

/** Hexadecimal with at least `digits` places, as in U+00AD. */
const hexadecimal = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

/** One character (a code point) as it is drawn. */
function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const mark = marks.get(code);
  if (mark !== undefined) return mark;
  if (code > 0x20 && code < 0x7f) return character;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code); // control pictures
  const name = names.get(code);
  if (name !== undefined) return `⟨${name}⟩`;
  return withoutGlyph.test(character) ? `⟨U+${hexadecimal(code, 4)}⟩` : character;
}

/**
 * `text` with every invisible character made visible. A combining mark at the start gets a dotted circle to sit on, since
 * what it combines with is drawn elsewhere. Linear in the length.
 */
export function visibleText(text: string): string {
  let shown = "";
  let first = true;
  for (const character of text) {
    shown += first && combining.test(character) ? `◌${character}` : visibleCharacter(character);
    first = false;
  }
  return shown;
}

/** `text` as `visibleText` makes it, but with its spaces as spaces: for titles, where they hide nothing. */
export function readableText(text: string): string {
  return text.split(" ").map(visibleText).join(" ");
}

const tagName = /^<[|｜]([^|｜]+)[|｜]>$/u;

/** Whether a token is written like a control token; some vocabularies do not mark all of theirs. */
export const looksLikeControl = (name: string): boolean => tagName.test(name);

/**
 * A control token as a tag: the bars and low lines around and in its name are punctuation of the vocabulary, in characters
 * that few typefaces have ("<｜begin▁of▁sentence｜>" reads "begin of sentence").
 */
export function controlTag(name: string): string {
  const inner = tagName.exec(name)?.[1];
  return inner === undefined ? visibleText(name) : visibleText(inner.replace(/[▁_]/gu, " ")).replaceAll("·", " ");
}

/** A byte that belongs to no character, as programmers write it. */
export const visibleByte = (byte: number): string => `\\x${hexadecimal(byte, 2)}`;

const spoken = new Map<string, string>([
  [" ", "space"],
  ["\n", "new line"],
  ["\t", "tab"],
  ["\r", "carriage return"],
]);

/** `text` for a screen reader: leading, trailing or lone whitespace is named, the inside is left as it is. */
export function spokenText(text: string): string {
  if (text === "") return "nothing";
  const inner = text.trim();
  const start = inner === "" ? text.length : text.indexOf(inner);
  const parts: string[] = [];
  const nameRun = (run: string) => {
    for (let i = 0; i < run.length; ) {
      const character = run[i] ?? "";
      let end = i + 1;
      while (run[end] === character) end++;
      const name = spoken.get(character) ?? `U+${hexadecimal(character.codePointAt(0) ?? 0, 4)}`;
      parts.push(end - i > 1 ? `${end - i} × ${name}` : name);
      i = end;
    }
  };
  nameRun(text.slice(0, start));
  if (inner !== "") {
    parts.push(inner.replace(/\s+/g, (run) => (run === " " ? " " : ` ${[...run].map((c) => spoken.get(c) ?? "space").join(" ")} `)));
    nameRun(text.slice(start + inner.length));
  }
  return parts.join(", ");
}
