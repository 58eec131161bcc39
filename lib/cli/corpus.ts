import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { CORPUS_TEXT_CHARACTERS, type CorpusText } from "@/lib/inspect/corpus-experts";
import { readUtf8 } from "./files";
import { readTexts } from "./texts";

/** What a text that names no domain counts as. */
const UNLABELLED = "all";
/** Bytes of one character at most. */
const WIDEST = 4;

export interface Corpus {
  texts: CorpusText[];
  /** Sentences about what was left out. */
  notes: string[];
}

async function readFolder(folder: string): Promise<Corpus> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(txt|md)$/i.test(entry.name)).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
  const corpus: Corpus = { texts: [], notes: [] };
  for (const name of files) {
    const file = path.join(folder, name);
    if ((await stat(file)).size > CORPUS_TEXT_CHARACTERS * WIDEST) {
      throw new VitrineError("bad-request", `“${name}” is too long: at most ${CORPUS_TEXT_CHARACTERS.toLocaleString("en")} characters are taken from one file. Split it.`);
    }
    const text = (await readUtf8(file)).replace(/^\uFEFF/, "");
    const [domain] = name.split(path.sep);
    if (text.trim() === "") corpus.notes.push(`“${name}” is empty and was left out.`);
    else corpus.texts.push({ id: name, text, domain: name.includes(path.sep) && domain !== undefined ? domain : UNLABELLED });
  }
  if (corpus.texts.length === 0) throw new VitrineError("bad-request", `“${folder}” holds no texts: files that end in .txt or .md, in a folder for each domain.`);
  return corpus;
}

/**
 * A folder of .txt and .md files, whose first folder is their domain; or JSON Lines with `text` and `domain` or `label`. Errors:
 * `not-found`, `prompt-not-utf8`, `bad-request` naming the line or file.
 */
export async function readCorpus(source: string): Promise<Corpus> {
  const facts = await stat(source).catch(() => null);
  if (facts?.isDirectory()) return readFolder(source);
  const texts = await readTexts(source);
  const tooLong = texts.find(({ text }) => text.length > CORPUS_TEXT_CHARACTERS);
  if (tooLong) {
    const characters = tooLong.text.length.toLocaleString("en");
    throw new VitrineError("bad-request", `Line ${tooLong.line} of “${source}”: the text has ${characters} characters; at most ${CORPUS_TEXT_CHARACTERS.toLocaleString("en")} are taken. Split it into several lines.`);
  }
  return { texts: texts.map(({ line, text, domain }) => ({ id: `line ${line}`, text, domain: domain ?? UNLABELLED })), notes: [] };
}
