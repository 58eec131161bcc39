import { describe, expect, it } from "vitest";
import { corpusOfFiles } from "./corpus-files";

const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

describe("uploaded texts", () => {
  it("take their domain from their folder, and an empty file is left out and named", () => {
    const { title, texts, notes } = corpusOfFiles([file("set/poems/a.txt", "One."), file("set/letters/b.md", "Two."), file("set/poems/empty.txt", " \n")]);
    expect(title).toBe("set");
    expect(texts.map(({ domain }) => domain)).toEqual(["poems", "letters"]);
    expect(notes).toEqual(["“set/poems/empty.txt” is empty and was left out."]);
  });

  it("take the names of several single files for their domains, since nothing else tells them apart", () => {
    expect(corpusOfFiles([file("law.txt", "One."), file("code.txt", "Two.")]).texts.map(({ domain }) => domain)).toEqual(["law", "code"]);
    expect(corpusOfFiles([file("law.txt", "One.")]).texts[0]?.domain).toBe("all");
  });

  it("read lines with domain or label, without ids", () => {
    const { texts } = corpusOfFiles([file("x.jsonl", '{"text": "a", "domain": "d"}\n\n{"text": "b", "label": 3}\n')]);
    expect(texts).toEqual([{ id: "x.jsonl, line 1", text: "a", domain: "d" }, { id: "x.jsonl, line 3", text: "b", domain: "3" }]);
  });

  it.each([
    ["only an empty file", [file("empty.txt", "")], "There is no text in this file. “empty.txt” is empty and was left out."],
    ["a line of 50 MB", [file("long.jsonl", `{"text": "a"}\n{"text": "${"x".repeat(50e6)}"}`)], "Line 2 of “long.jsonl” has 50,000,012 characters; at most 1,000,000 are taken of one text."],
    ["a text just over the limit", [file("long.jsonl", `{"text": "${"x".repeat(1_000_001)}"}`)], "The text in line 1 of “long.jsonl” has 1,000,001 characters"],
    ["a long file", [file("book.txt", "x".repeat(2_000_000))], "“book.txt” has 2,000,000 characters"],
    ["a line that is not JSON", [file("x.jsonl", "{}x")], "Line 1 of “x.jsonl”: this is not JSON."],
    ["a line without a text", [file("x.jsonl", '{"domain": "d"}')], "Line 1 of “x.jsonl”: “text” is missing."],
    ["another kind of file", [file("x.pdf", "hello")], "“x.pdf” was left out: texts are read from .txt, .md and .jsonl files."],
  ])("are refused with the fault named: %s", (_, files, message) => {
    expect(() => corpusOfFiles(files)).toThrow(message);
  });

  it("are refused when they are not UTF-8", () => {
    expect(() => corpusOfFiles([{ name: "latin.txt", bytes: Uint8Array.of(0x66, 0xfc, 0x72) }])).toThrow("“latin.txt” is not valid UTF-8");
  });
});
