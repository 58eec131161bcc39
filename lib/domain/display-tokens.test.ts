import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayTokens, textBetween } from "./display-tokens";

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Tokens made of the given pieces: a string is its UTF-8 bytes. */
const tokensOf = (pieces: (string | number[])[], special: number[] = []) =>
  displayTokens({
    bytes: pieces.map((piece) => base64(typeof piece === "string" ? utf8(piece) : Uint8Array.from(piece))),
    special: pieces.map((_, i) => special.includes(i)),
  });

/** A text and a way to cut its bytes into tokens. */
const cutText = fc.tuple(fc.string({ unit: "grapheme" }), fc.array(fc.nat({ max: 200 }), { maxLength: 30 })).map(([text, cuts]) => {
  const bytes = utf8(text);
  const edges = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
  const pieces = edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
  return { text, bytes, edges, pieces };
});

describe("display tokens", () => {
  it("joins the byte fragments of one character and keeps each token", () => {
    const [a, b, c, d] = utf8("😀");
    const display = tokensOf(["Hi ", [a ?? 0], [b ?? 0, c ?? 0], [d ?? 0], "!"]);
    expect(display.glyphs.map(({ first, last, shown }) => ({ first, last, shown }))).toEqual([
      { first: 0, last: 0, shown: "Hi·" },
      { first: 1, last: 3, shown: "😀" },
      { first: 4, last: 4, shown: "!" },
    ]);
    expect(display.tokens.map((t) => t.glyph)).toEqual([0, 1, 1, 1, 2]);
  });

  it("gives back the text wherever its bytes were cut", () => {
    fc.assert(
      fc.property(cutText, ({ text, pieces }) => {
        const display = displayTokens({ bytes: pieces.map(base64), special: pieces.map(() => false) });
        expect(display.text).toBe(text);
        expect(display.tokens.some((t) => t.invalid)).toBe(false);
      }),
    );
  });

  it("joins two tokens exactly when the cut between them lies inside a character", () => {
    fc.assert(
      fc.property(cutText, ({ bytes, edges, pieces }) => {
        const display = displayTokens({ bytes: pieces.map(base64), special: pieces.map(() => false) });
        for (let i = 1; i < pieces.length; i++) {
          const insideCharacter = ((bytes[edges[i] ?? 0] ?? 0) & 0xc0) === 0x80;
          expect(display.tokens[i]?.glyph === display.tokens[i - 1]?.glyph).toBe(insideCharacter);
        }
      }),
    );
  });

  it("covers every token once, in order, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 6 }), fc.boolean()), { minLength: 1 }), (tokens) => {
        const display = displayTokens({ bytes: tokens.map(([bytes]) => base64(bytes)), special: tokens.map(([, s]) => s) });
        const covered = display.glyphs.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
        expect(covered).toEqual(tokens.map((_, i) => i));
        expect(display.glyphs.map((g) => g.raw).join("")).toBe(display.text);
        expect(display.offsets).toHaveLength(tokens.length + 1);
      }),
    );
  });

  it("accepts exactly the sequences that a strict decoder accepts", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const display = displayTokens({ bytes: [base64(bytes)], special: [false] });
        let strict: string | null;
        try {
          strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          strict = null;
        }
        expect(display.tokens[0]?.invalid).toBe(strict === null);
        if (strict !== null) expect(display.text).toBe(strict);
      }),
    );
  });

  it("writes bytes of no character in hexadecimal and goes on with the next character", () => {
    const display = tokensOf([[0xe2, 0x82], [0x41], [0xff], "é"]);
    expect(display.tokens.map((t) => t.raw)).toEqual(["\\xE2\\x82", "A", "\\xFF", "é"]);
    expect(display.tokens.map((t) => t.invalid)).toEqual([true, false, true, false]);
    expect(display.glyphs).toHaveLength(4);
  });

  it("never joins a control token to a torn character", () => {
    const display = tokensOf([[0xf0, 0x9f], "<|end|>", [0x98, 0x80]], [1]);
    expect(display.glyphs).toHaveLength(3);
    expect(display.tokens[1]).toMatchObject({ raw: "<|end|>", special: true });
  });

  it("takes a token that is written like a control token for one, marked or not", () => {
    const [user, text] = tokensOf(["<｜User｜>", "<| not one |"]).tokens;
    expect(user).toMatchObject({ shown: "User", special: true });
    expect(text).toMatchObject({ special: false });
  });

  it("keeps a byte order mark, which a decoder would swallow", () => {
    expect(tokensOf(["\ufeffa"]).tokens[0]?.shown).toBe("⟨BOM⟩a");
  });

  it("brackets thinking whether its tags are one token or several", () => {
    expect(tokensOf(["What?", "<think>", "7", "+", "8", "</think>", "15"], [1, 5]).think).toEqual([{ first: 1, last: 5, closed: true }]);
    expect(tokensOf(["a", "<", "think", ">\n", "b", "</", "think", ">", "c"]).think).toEqual([{ first: 1, last: 7, closed: true }]);
  });

  it("lets thinking that never ends reach the last token, and finds several spans", () => {
    expect(tokensOf(["<think>", "a", "</think>", "b", "<think>", "c"]).think).toEqual([
      { first: 0, last: 2, closed: true },
      { first: 4, last: 5, closed: false },
    ]);
    expect(tokensOf(["no", "thought"]).think).toEqual([]);
  });

  it("returns the exact text of a range of tokens", () => {
    const display = tokensOf(["The", " cat", " sat"]);
    expect(textBetween(display, 1, 2)).toBe(" cat sat");
  });

  it("takes 50,000 tokens in time that grows with their number only", () => {
    const piece = base64(utf8(" word"));
    const display = displayTokens({ bytes: Array.from({ length: 50_000 }, () => piece), special: Array.from({ length: 50_000 }, () => false) });
    expect(display.glyphs).toHaveLength(50_000);
    expect(display.offsets.at(-1)).toBe(250_000);
  });
});
