import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";

export interface ModelFile {
  /** Path below the models folder, "/" between parts. */
  id: string;
  path: string;
  /** Of all parts, where the file is split. */
  sizeBytes: number;
  modifiedMs: number;
}

/** Deeper folders are not looked into: a models folder is not a disk. */
const DEEPEST = 6;
/** Later parts of a split file are loaded with the first and are no models of their own. */
const LATER_PART = /-(?!00001)\d{5}-of-\d{5}\.gguf$/;
const FIRST_PART = /^(.*-)00001(-of-(\d{5})\.gguf)$/;

/** Size and latest change of a file and, where it is split, of its later parts that are there; null when it is no file. */
async function factsOf(file: string): Promise<{ sizeBytes: number; modifiedMs: number } | null> {
  const [, stem = "", end = "", count = "1"] = FIRST_PART.exec(file) ?? [];
  const later = Array.from({ length: Number(count) - 1 }, (_, i) => `${stem}${String(i + 2).padStart(5, "0")}${end}`);
  const [first, ...others] = await Promise.all([file, ...later].map((part) => stat(part).catch(() => null)));
  if (!first?.isFile()) return null;
  const parts = [first, ...others.filter((part) => part !== null)];
  return { sizeBytes: parts.reduce((sum, part) => sum + part.size, 0), modifiedMs: Math.trunc(Math.max(...parts.map((part) => part.mtimeMs))) };
}

/** Every .gguf file below `folder`, by id. Symbolic links to folders are not followed; an absent folder holds nothing. */
export async function listModelFiles(folder: string): Promise<ModelFile[]> {
  const found: ModelFile[] = [];
  const visit = async (directory: string, depth: number): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const full = path.join(directory, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) await visit(full, depth + 1);
      if (entry.isDirectory() || !entry.name.toLowerCase().endsWith(".gguf") || LATER_PART.test(entry.name)) continue;
      const facts = await factsOf(full);
      if (facts) found.push({ id: path.relative(folder, full).split(path.sep).join("/"), path: full, ...facts });
    }
  };
  await visit(folder, 0);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The file that a model id names. Errors: `forbidden` for whatever leads out of the folder, by name or by a symbolic link;
 * `model-not-found`.
 */
export async function resolveModel(folder: string, id: string): Promise<string> {
  const parts = id.split("/");
  if (id.includes("\\") || id.includes("\0") || path.isAbsolute(id) || parts.some((part) => part === ".." || part === "." || part === "")) {
    throw new VitrineError("forbidden", "This path leads out of the models folder. Only models below that folder can be opened from the page.");
  }
  const full = path.join(folder, ...parts);
  const missing = new VitrineError("model-not-found", `There is no model “${id.slice(0, 200)}” in the models folder.`);
  if (!id.toLowerCase().endsWith(".gguf")) throw missing;
  const real = await realpath(full).catch(() => null);
  if (!real) throw missing;
  const inside = path.relative(await realpath(folder), real);
  if (inside.startsWith("..") || path.isAbsolute(inside)) {
    throw new VitrineError("forbidden", `“${id.slice(0, 200)}” is a link to a file outside the models folder. Put the file itself there.`);
  }
  if (!(await stat(real)).isFile()) throw missing;
  return full;
}
