import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { isDiskFull, isMissingFile } from "@/lib/trace/disk";

/** Errors: `not-found`; `prompt-not-utf8`, saying at which byte. */
export async function readUtf8(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    if (isMissingFile(cause)) throw new VitrineError("not-found", `There is no file “${file}”.`, undefined, { cause });
    throw new VitrineError("not-found", `“${file}” could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`, undefined, { cause });
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new VitrineError("prompt-not-utf8", `“${file}” is not valid UTF-8: the first wrong byte is byte ${firstWrongByte(bytes)} (counted from 0). Save it as UTF-8.`, undefined, { cause });
  }
}

function isValid(bytes: Uint8Array, mayGoOn: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: mayGoOn });
    return true;
  } catch {
    return false;
  }
}

/** Where the first character that is not UTF-8 begins. Found by halving: text is valid up to a place, and nowhere beyond it. */
function firstWrongByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isValid(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  // The good part may end with the beginning of the character that goes wrong.
  while (good > 0 && !isValid(bytes.subarray(0, good), false)) good -= 1;
  return good;
}

/** Checks that a file can be written there before any work is done. Error: `not-found`. */
export async function requireFolderOf(file: string): Promise<string> {
  const full = path.resolve(file);
  const facts = await stat(path.dirname(full)).catch(() => null);
  if (!facts?.isDirectory()) throw new VitrineError("not-found", `There is no folder “${path.dirname(full)}” to write “${path.basename(full)}” into.`);
  const there = await stat(full).catch(() => null);
  if (there?.isDirectory()) throw new VitrineError("not-found", `“${full}” is a folder. Name a file in it.`);
  return full;
}

/** Writes a whole file or none: beside its place first, then moved. Error: `disk-full`. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    if (isDiskFull(error)) throw new VitrineError("disk-full", `The disk is full: “${path.basename(file)}” was not written. Free some space and run again.`, undefined, { cause: error });
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}
