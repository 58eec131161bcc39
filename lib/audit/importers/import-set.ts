import { VitrineError } from "@/lib/domain/errors";
import { readBbq } from "./bbq";
import { readCrowsPairs } from "./crows-pairs";
import { detectFormat } from "./detect";
import { readDiscrimEval } from "./discrim-eval";
import { setFacts } from "./facts";
import type { ImportedSet, ReadSet, SetFormat, SourceFile } from "./imported-set";
import { readStereoset } from "./stereoset";
import { readWinobias } from "./winobias";
import { readWinogender } from "./winogender";

const readers: Readonly<Record<SetFormat, (files: readonly SourceFile[]) => ReadSet>> = {
  "crows-pairs": readCrowsPairs,
  bbq: readBbq,
  stereoset: readStereoset,
  winobias: readWinobias,
  winogender: readWinogender,
  "discrim-eval": readDiscrimEval,
};

/** All of BBQ is 60 MB. */
const LARGEST_SET = 256 * 1024 * 1024;

/**
 * Reads the files of one public set. With `expected`, a file of another set is refused by that set's name.
 * Errors: VitrineError "bad-request" naming file and place.
 */
export async function importSet(files: readonly { name: string; bytes: Uint8Array }[], expected?: SetFormat): Promise<ImportedSet> {
  if (files.length === 0) throw new VitrineError("bad-request", "No file was given.");
  if (files.reduce((sum, f) => sum + f.bytes.length, 0) > LARGEST_SET) throw new VitrineError("bad-request", "The files are larger than any set that is known here.");
  const sources = files.map((file) => ({ name: file.name, text: decode(file) }));
  const formats = sources.map((source) => ({ source, format: detectFormat(source) }));
  const format = expected ?? formats[0]?.format ?? null;
  for (const { source, format: found } of formats) {
    if (found === null) throw new VitrineError("bad-request", `${source.name} is none of the sets that can be imported.`);
    if (found !== format && format !== null) {
      throw new VitrineError("bad-request", `${source.name} is a file of ${setFacts[found].title}, not of ${setFacts[format].title}.`);
    }
  }
  if (format === null) throw new VitrineError("bad-request", "The format of the files is not known.");
  const read = readers[format](sources);
  if (read.trials.length === 0) throw new VitrineError("bad-request", `None of the ${read.rows} rows can be used: ${read.leftOut[0]?.reason ?? "the files are empty"}.`);
  return {
    ...read,
    format,
    facts: setFacts[format],
    files: await Promise.all(files.map(async (file) => ({ name: file.name, bytes: file.bytes.length, sha256: await sha256(file.bytes) }))),
  };
}

function decode(file: { name: string; bytes: Uint8Array }): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    throw new VitrineError("bad-request", `${file.name} is not UTF-8 text.`);
  }
}

/** Hexadecimal, by the platform's Web Crypto: the same in Node and in browsers. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
