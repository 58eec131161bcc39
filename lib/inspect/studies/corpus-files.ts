import { VitrineError } from "@/lib/domain/errors";
import { CORPUS_TEXT_CHARACTERS, type CorpusText } from "../corpus-experts";
import { parseTextLines } from "../text-lines";

/** A file as it was sent. `name` may hold folders, "/" between them: the one that a text file lies in is its domain. */
export interface CorpusFile {
  name: string;
  bytes: Uint8Array;
}

/** What a text that names no domain counts as. */
const UNLABELLED = "all";
const MOST_TEXTS = 100_000;
const MOST_CHARACTERS = 100_000_000;
/** In JSON a character takes at most six. */
const ESCAPED = 6;

const words = (count: number): string => count.toLocaleString("en");

function textOf({ name, bytes }: CorpusFile): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new VitrineError("prompt-not-utf8", `“${name}” is not valid UTF-8. Save it as UTF-8.`, undefined, { cause });
  }
}

const tooLong = (where: string, characters: number, advice: string): VitrineError =>
  new VitrineError("bad-request", `${where} has ${words(characters)} characters; at most ${words(CORPUS_TEXT_CHARACTERS)} are taken of one text. ${advice}`);

function linesOf(name: string, content: string): CorpusText[] {
  // Before anything is parsed: one endless line is a common accident.
  content.split("\n").forEach((line, i) => {
    if (line.length > CORPUS_TEXT_CHARACTERS * ESCAPED) throw tooLong(`Line ${i + 1} of “${name}”`, line.length, "Split it into several lines.");
  });
  return parseTextLines(name, content, { needsId: false }).map(({ line, text, domain }) => {
    if (text.length > CORPUS_TEXT_CHARACTERS) throw tooLong(`The text in line ${line} of “${name}”`, text.length, "Split it into several lines.");
    if (text.trim() === "") throw new VitrineError("bad-request", `The text in line ${line} of “${name}” is empty.`);
    return { id: `${name}, line ${line}`, text, domain: domain ?? UNLABELLED };
  });
}

/** The folder that a file lies in; else, among several files, its own name without its ending. */
function domainOf(name: string, several: boolean): string {
  const folders = name.split("/").slice(0, -1);
  const own = (name.split("/").at(-1) ?? name).replace(/\.[^.]+$/, "");
  return folders.at(-1) ?? (several ? own : UNLABELLED);
}

/**
 * Texts of uploaded files: .txt and .md are one text each, .jsonl and .ndjson hold `{"text", "domain"}` a line. Empty text files are left
 * out with a note. Errors: `bad-request`, `prompt-not-utf8`, naming file and line.
 */
export function corpusOfFiles(files: readonly CorpusFile[]): { title: string; texts: CorpusText[]; notes: string[] } {
  const notes: string[] = [];
  const texts: CorpusText[] = [];
  for (const file of files) {
    const { name } = file;
    const kind = /\.(txt|md|jsonl|ndjson)$/i.exec(name)?.[1]?.toLowerCase();
    if (kind === undefined) {
      notes.push(`“${name}” was left out: texts are read from .txt, .md and .jsonl files.`);
      continue;
    }
    const content = textOf(file);
    if (content.trim() === "") {
      notes.push(`“${name}” is empty and was left out.`);
      continue;
    }
    if (kind === "jsonl" || kind === "ndjson") {
      // One by one: a file may hold more lines than a call takes arguments.
      for (const text of linesOf(name, content)) texts.push(text);
      continue;
    }
    if (content.length > CORPUS_TEXT_CHARACTERS) throw tooLong(`“${name}”`, content.length, "Split it into several files.");
    texts.push({ id: name, text: content, domain: domainOf(name, files.length > 1) });
  }
  if (texts.length === 0) {
    throw new VitrineError("bad-request", files.length === 0 ? "No file was sent." : `There is no text in ${files.length === 1 ? "this file" : "these files"}. ${notes[0] ?? ""}`.trim());
  }
  if (texts.length > MOST_TEXTS) throw new VitrineError("bad-request", `There are ${words(texts.length)} texts; at most ${words(MOST_TEXTS)} are taken at once.`);
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > MOST_CHARACTERS) throw new VitrineError("bad-request", `The texts have ${words(characters)} characters in all; at most ${words(MOST_CHARACTERS)} are taken at once.`);
  const [first] = files;
  const folder = first && first.name.includes("/") ? first.name.split("/")[0] : undefined;
  return { title: (folder ?? (files.length === 1 && first ? first.name : `${files.length} files`)).slice(0, 200), texts, notes };
}
