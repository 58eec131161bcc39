import { open, stat } from "node:fs/promises";
import path from "node:path";
import { GgufInsights, readGgufFileInfo, type GgufFileInfo, type Llama } from "node-llama-cpp";
import { VitrineError } from "@/lib/domain/errors";

/** What the file system tells of a model. */
export interface ModelStat {
  path: string;
  /** All parts, where a model is split into `…-00001-of-00003.gguf`. */
  parts: string[];
  /** Of all parts together. */
  sizeBytes: number;
  /** Changes when any part does. */
  version: string;
}

/** A GGUF file whose metadata have been read. Weights stay on disk. */
export interface ModelFile extends ModelStat {
  info: GgufFileInfo;
  insights: GgufInsights;
}

const HEADER_BYTES = 24;
/** Far above any real model; a corrupt header claims billions, and a parser that believed it would not come back. */
const MOST_ENTRIES = 1_000_000;

function unreadable(file: string, problem: string, cause?: unknown): VitrineError {
  return new VitrineError("model-unreadable", `“${path.basename(file)}” ${problem}`, undefined, cause === undefined ? undefined : { cause });
}

function partsOf(file: string): string[] {
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(file);
  if (!match) return [file];
  const [, stem, , count] = match;
  return Array.from({ length: Number(count) }, (_, i) => `${stem}-${String(i + 1).padStart(5, "0")}-of-${count}.gguf`);
}

/** Error: `model-not-found`. */
export async function statModel(file: string): Promise<ModelStat> {
  const parts = partsOf(file);
  const stats = await Promise.all(parts.map(statPart));
  return {
    path: file,
    parts,
    sizeBytes: stats.reduce((sum, { size }) => sum + size, 0),
    version: stats.map(({ size, mtimeMs }) => `${size}:${mtimeMs}`).join("|"),
  };
}

/** Error: `bad-request` when the file is not as it was when `before` was read, or gone: what was read or computed since may be another model's. */
export async function requireUntouched(before: Pick<ModelStat, "path" | "version">): Promise<void> {
  const now = await statModel(before.path).catch(() => null);
  if (now?.version === before.version) return;
  throw new VitrineError("bad-request", `The model file ${path.basename(before.path)} was replaced, changed or removed while it was worked with.`);
}

async function statPart(file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new VitrineError("model-not-found", `“${path.basename(file)}” is not a file.`);
    return found;
  } catch (error) {
    if (error instanceof VitrineError) throw error;
    throw new VitrineError("model-not-found", `There is no model file “${path.basename(file)}”.`, undefined, { cause: error });
  }
}

/** Magic, version and counts: what no parser should be given unchecked. */
async function checkHeader(file: string): Promise<void> {
  const handle = await open(file, "r");
  const header = Buffer.alloc(HEADER_BYTES);
  let length: number;
  try {
    length = (await handle.read(header, 0, HEADER_BYTES, 0)).bytesRead;
  } finally {
    await handle.close();
  }
  if (length === 0) throw unreadable(file, "is empty: the download may not have finished.");
  if (header.toString("latin1", 0, 4) !== "GGUF") throw unreadable(file, "is not a GGUF file: its first bytes are others.");
  if (length < HEADER_BYTES) throw unreadable(file, "is cut short: it ends within its header.");
  const version = header.readUInt32LE(4);
  if (version < 2 || version > 3) throw unreadable(file, `has GGUF version ${version}; versions 2 and 3 can be read.`);
  const counts = [header.readBigUInt64LE(8), header.readBigUInt64LE(16)];
  if (counts.some((count) => count > BigInt(MOST_ENTRIES))) throw unreadable(file, "is corrupt: its header claims an impossible number of entries.");
}

async function parse(file: string): Promise<GgufFileInfo> {
  try {
    return await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
  } catch (error) {
    throw unreadable(file, "cannot be read: its header is cut short or corrupt.", error);
  }
}

/**
 * Reads a model file's metadata. Errors: `model-unreadable` for a file that is not GGUF, corrupt, or shorter than
 * its tensors; `model-unsupported` for an architecture that this llama.cpp does not know.
 */
export async function readModelFile(llama: Llama, stat: ModelStat): Promise<ModelFile> {
  const { path: file, sizeBytes } = stat;
  await checkHeader(file);
  const info = await parse(file);
  // The parser takes what is missing at the end of a file for zeros.
  if (sizeBytes < info.totalMetadataSize) throw unreadable(file, "is cut short: it ends within its header.");
  const architecture: unknown = info.metadata.general?.architecture;
  if (typeof architecture !== "string" || architecture === "") throw unreadable(file, "names no architecture in its metadata.");
  let insights: GgufInsights;
  try {
    insights = await GgufInsights.from(info, llama);
  } catch (error) {
    throw unreadable(file, "has metadata that make no sense together.", error);
  }
  if (!insights.isSupportedByLlamaCpp) {
    throw new VitrineError("model-unsupported", `The architecture “${architecture}” of “${path.basename(file)}” is not known to this version of llama.cpp (${llama.llamaCppRelease.release}).`);
  }
  const expected = insights.modelSize + info.totalMetadataSize;
  if (sizeBytes < expected) {
    throw unreadable(file, `is cut short: it has ${sizeBytes.toLocaleString("en")} bytes and its tensors need ${expected.toLocaleString("en")}. The download may not have finished.`);
  }
  return { ...stat, info, insights };
}
