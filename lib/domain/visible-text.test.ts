import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { controlTag, readableText, spokenText, visibleByte, visibleText } from "./visible-text";

describe("visible text", () => {
  it("draws spaces, line breaks and tabs as marks", () => {
    expect(visibleText(" a b\n\tc\r")).toBe("·a·b↵⇥c␍");
  });

  it("names characters that turn the text around, so that they act on nothing", () => {
    const hostile = "user\u202eadmin\u2066\u200b\u200f";
    expect(visibleText(hostile)).toBe("user⟨RLO⟩admin⟨LRI⟩⟨ZWSP⟩⟨RLM⟩");
  });

  it("shows the tag characters in which prompts are smuggled", () => {
    expect(visibleText("\u{e0041}")).toBe("⟨U+E0041⟩");
  });

  it("leaves no control, format or blank character of any text unseen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it("leaves letters, digits and emoji as they are", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{N}\p{Extended_Pictographic}]*$/u), (text) => {
        expect(visibleText(text)).toBe(text);
      }),
    );
  });

  it("gives a combining mark at the start something to sit on", () => {
    expect(visibleText("\u0301a\u0301")).toBe("◌\u0301a\u0301");
  });

  it("leaves spaces alone in titles and names what would turn them around", () => {
    expect(readableText("user\u202eadmin  x·y")).toBe("user⟨RLO⟩admin  x·y");
  });

  it("reads a control token's name without the punctuation around it", () => {
    expect(controlTag("<｜begin▁of▁sentence｜>")).toBe("begin of sentence");
    expect(controlTag("<|im_start|>")).toBe("im start");
    expect(controlTag("<think>")).toBe("<think>");
    expect(controlTag("<|a\u202eb|>")).toBe("a⟨RLO⟩b");
  });

  it("writes a stray byte in hexadecimal", () => {
    expect(visibleByte(0x0a)).toBe("\\x0A");
  });
});

describe("spoken text", () => {
  it("names the whitespace around a word and leaves the word", () => {
    expect(spokenText(" Paris")).toBe("space, Paris");
    expect(spokenText("\n\n  ")).toBe("2 × new line, 2 × space");
    expect(spokenText("don't")).toBe("don't");
    expect(spokenText("")).toBe("nothing");
  });
});
