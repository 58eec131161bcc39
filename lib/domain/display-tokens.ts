import type { TokenTable } from "./inspection";
import { controlTag, looksLikeControl, visibleByte, visibleText } from "./visible-text";

/** A token as it is drawn. */
export interface DisplayToken {
  position: number;
  /** The characters that begin in this token, exactly; a byte that belongs to no character counts as "\xHH". A control token's name. */
  raw: string;
  /** `raw` with whitespace and invisible characters made visible; of a control token its name as a tag. */
  shown: string;
  special: boolean;
  /** Some byte of the token belongs to no character. */
  invalid: boolean;
  /** Index into `DisplayTokens.glyphs`. */
  glyph: number;
}

/** Consecutive tokens that share a character (T ≥ 1 tokens): drawn as one run, each token selectable on its own. */
export interface Glyph {
  /** Token positions, both included. */
  first: number;
  last: number;
  raw: string;
  shown: string;
}

/** A stretch of thinking: from the token in which `<think>` begins to the one in which `</think>` ends, both included. */
export interface ThinkSpan {
  first: number;
  last: number;
  /** False when the text ends before `</think>`. */
  closed: boolean;
}

export interface DisplayTokens {
  tokens: DisplayToken[];
  glyphs: Glyph[];
  think: ThinkSpan[];
  /** All `raw` in a row; token i begins at `offsets[i]` (UTF-16 units), `offsets[T]` is the length. */
  text: string;
  offsets: number[];
}

type TokenBytes = Pick<TokenTable, "bytes" | "special">;

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** Length of a well-formed UTF-8 sequence that starts with `lead`; 0 when none does (Unicode 16, table 3-7). */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Whether `byte` may stand second after `lead` (no overlong forms, no surrogates, nothing above U+10FFFF), or later. */
function continues(lead: number, byte: number, second: boolean): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (!second) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90;
  if (lead === 0xf4) return byte <= 0x8f;
  return true;
}

/**
 * Decodes tokens to what is drawn, in one pass over their bytes: O(bytes). A character whose bytes are spread over several
 * tokens belongs to the token where it begins and joins those tokens into one glyph. Control tokens never join.
 */
export function displayTokens(table: TokenBytes): DisplayTokens {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const raw: string[] = [];
  const invalid: boolean[] = [];
  /** joined[i]: token i shares a character with token i − 1. */
  const joined: boolean[] = [];
  let pending: { byte: number; token: number }[] = [];

  const giveUp = () => {
    for (const { byte, token } of pending) {
      raw[token] += visibleByte(byte);
      invalid[token] = true;
    }
    pending = [];
  };

  const take = (byte: number, token: number) => {
    const lead = pending[0]?.byte ?? byte;
    if (pending.length > 0 && !continues(lead, byte, pending.length === 1)) {
      giveUp();
      take(byte, token);
      return;
    }
    pending.push({ byte, token });
    const length = sequenceLength(lead);
    if (length === 0) giveUp();
    else if (pending.length === length) {
      const start = pending[0]?.token ?? token;
      raw[start] += decoder.decode(Uint8Array.from(pending, (p) => p.byte));
      for (let i = start + 1; i <= token; i++) joined[i] = true;
      pending = [];
    }
  };

  table.bytes.forEach((base64, token) => {
    const bytes = bytesOf(base64);
    raw.push("");
    invalid.push(false);
    joined.push(false);
    if (table.special[token]) {
      giveUp();
      raw[token] = decoder.decode(bytes);
    } else {
      for (const byte of bytes) {
        // ASCII outside a sequence is the common case and needs no bookkeeping.
        if (byte < 0x80 && pending.length === 0) raw[token] += String.fromCharCode(byte);
        else take(byte, token);
      }
    }
  });
  giveUp();

  return assemble(table, raw, invalid, joined);
}

function assemble(table: TokenBytes, raw: string[], invalid: boolean[], joined: boolean[]): DisplayTokens {
  const tokens: DisplayToken[] = [];
  const glyphs: Glyph[] = [];
  const offsets: number[] = [0];
  raw.forEach((text, position) => {
    const open = joined[position] ? glyphs.at(-1) : undefined;
    const special = table.special[position] === true || looksLikeControl(text);
    const shown = special ? controlTag(text) : visibleText(text);
    if (open) {
      open.last = position;
      open.raw += text;
      open.shown += shown;
    } else glyphs.push({ first: position, last: position, raw: text, shown });
    tokens.push({
      position,
      raw: text,
      shown,
      special,
      invalid: invalid[position] === true,
      glyph: glyphs.length - 1,
    });
    offsets.push((offsets.at(-1) ?? 0) + text.length);
  });
  const text = raw.join("");
  return { tokens, glyphs, think: thinkSpans(text, offsets), text, offsets };
}

/** Where `<think>` … `</think>` lie, in token positions. The tags may be one token each or several. */
function thinkSpans(text: string, offsets: number[]): ThinkSpan[] {
  const opening = "<think>";
  const closing = "</think>";
  const spans: ThinkSpan[] = [];
  const last = offsets.length - 2;
  let token = 0;
  const tokenAt = (offset: number): number => {
    while (token < last && (offsets[token + 1] ?? 0) <= offset) token++;
    return token;
  };
  for (let from = text.indexOf(opening); from >= 0; ) {
    const first = tokenAt(from);
    const end = text.indexOf(closing, from + opening.length);
    if (end < 0) {
      spans.push({ first, last, closed: false });
      break;
    }
    spans.push({ first, last: tokenAt(end + closing.length - 1), closed: true });
    from = text.indexOf(opening, end + closing.length);
  }
  return spans;
}

/** The exact characters of tokens `first` … `last`, both included. */
export function textBetween(display: DisplayTokens, first: number, last: number): string {
  return display.text.slice(display.offsets[first] ?? 0, display.offsets[last + 1] ?? display.text.length);
}
