import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { requireUntouched, type ModelFile } from "./model-file";

const cacheSchema = z.record(z.string(), z.object({ version: z.string(), sha256: z.string() }));
type Cache = z.infer<typeof cacheSchema>;

/** Large blocks: fewer turns of the event loop for files of many gigabytes. */
const BLOCK_BYTES = 4 * 2 ** 20;

async function hashParts(parts: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const part of parts) {
    for await (const block of createReadStream(part, { highWaterMark: BLOCK_BYTES })) hash.update(z.instanceof(Buffer).parse(block));
  }
  return hash.digest("hex");
}

/**
 * SHA-256 of model files, in hex; of a split model, of its parts one after the other. Computed once for a file and kept beside the
 * data under (path, size, time of change). `cachePath` null: kept in memory only.
 */
export class ModelHashes {
  private readonly known = new Map<string, { version: string; sha256: Promise<string> }>();
  private stored: Promise<Cache> | undefined;

  constructor(private readonly cachePath: string | null) {}

  of(file: ModelFile): Promise<string> {
    const known = this.known.get(file.path);
    if (known?.version === file.version) return known.sha256;
    const sha256 = this.lookUp(file);
    this.known.set(file.path, { version: file.version, sha256 });
    // A failure (the file went away) is told to whoever waits; the next one tries again.
    sha256.catch(() => this.known.delete(file.path));
    return sha256;
  }

  private async lookUp(file: ModelFile): Promise<string> {
    this.stored ??= this.readCache();
    const cache = await this.stored;
    const kept = cache[file.path];
    if (kept?.version === file.version) return kept.sha256;
    const sha256 = await hashParts(file.parts);
    // The hash of what came in its place would be kept as that of the file that was asked about.
    await requireUntouched(file);
    cache[file.path] = { version: file.version, sha256 };
    await this.writeCache(cache);
    return sha256;
  }

  private async readCache(): Promise<Cache> {
    if (this.cachePath === null) return {};
    try {
      return cacheSchema.parse(JSON.parse(await readFile(this.cachePath, "utf8")));
    } catch {
      // Absent or damaged: a cache may be rebuilt at any time.
      return {};
    }
  }

  private async writeCache(cache: Cache): Promise<void> {
    if (this.cachePath === null) return;
    const part = `${this.cachePath}.part`;
    try {
      await mkdir(path.dirname(this.cachePath), { recursive: true });
      await writeFile(part, JSON.stringify(cache));
      await rename(part, this.cachePath);
    } catch (error) {
      // A full disk must not fail a run whose hash is known.
      console.error("The cache of model hashes could not be written:", error);
    }
  }
}
