import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/** All files at or below `place`, relative to `root`, in a fixed order. An absent place holds none. */
async function filesBelow(root: string, place: string): Promise<string[]> {
  const full = path.join(root, place);
  const facts = await stat(full).catch(() => null);
  if (!facts) return [];
  if (!facts.isDirectory()) return [place];
  const entries = await readdir(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * SHA-256, in hex, of the names and contents of all files at or below the places. `skip` leaves files out by their path, which is
 * relative to `root` with "/" between parts. Files that appear, vanish, move or change give another hash.
 */
export async function contentHash(root: string, places: readonly string[], skip: (file: string) => boolean = () => false): Promise<string> {
  const hash = createHash("sha256");
  for (const place of places) {
    for (const file of await filesBelow(root, place)) {
      const name = file.split(path.sep).join("/");
      if (skip(name)) continue;
      const content = createHash("sha256").update(await readFile(path.join(root, file))).digest("hex");
      hash.update(`${name}\0${content}\n`);
    }
  }
  return hash.digest("hex");
}
