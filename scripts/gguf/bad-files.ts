import { copyFile, open, stat, truncate, writeFile } from "node:fs/promises";
import type { GgufMetadata } from "./format";
import { writeRandomMamba } from "./mamba";
import { GgufFile } from "./read";
import { text, textAt } from "./values";
import { writeGguf } from "./write";

/** Model files that a person might bring and that must be refused in a clear sentence. Each function writes one to `target`. */

/** A download that broke off: the first `fraction` of a good file. At 0.0005 the demo model is cut within its header. */
export async function writeTruncated(source: string, target: string, fraction = 0.5): Promise<void> {
  await copyFile(source, target);
  await truncate(target, Math.floor((await stat(source)).size * fraction));
}

/** A file that only bears the ending .gguf. */
export async function writeNotGguf(target: string): Promise<void> {
  await writeFile(target, "<!doctype html><title>404</title>The model was not found, and this page was saved in its place.\n".repeat(40));
}

/** An empty file, as a full disk leaves it. */
export async function writeEmpty(target: string): Promise<void> {
  await writeFile(target, "");
}

/** Right magic and version, then nonsense where the counts should stand. */
export async function writeCorruptHeader(source: string, target: string): Promise<void> {
  await copyFile(source, target);
  const file = await open(target, "r+");
  try {
    await file.write(new Uint8Array(16).fill(0xff), 0, 16, 8);
  } finally {
    await file.close();
  }
}

/** A good header and data, but one tensor that the architecture needs is not there. */
export async function writeMissingTensor(source: string, target: string, missing = "output_norm.weight"): Promise<void> {
  await rewrite(source, target, (metadata) => metadata, (name) => name !== missing);
}

/** A well-formed file of an architecture that no library knows; its keys are named accordingly. */
export async function writeUnknownArchitecture(source: string, target: string, architecture = "deepseek99"): Promise<void> {
  const rename = (metadata: GgufMetadata): GgufMetadata => {
    const known = textAt(metadata, "general.architecture");
    const renamed = [...metadata].map(([key, value]) => [key.startsWith(`${known}.`) ? architecture + key.slice(known.length) : key, value] as const);
    return new Map(renamed).set("general.architecture", text(architecture));
  };
  await rewrite(source, target, rename, () => true);
}

/** A model that loads and runs but has neither attention nor experts. */
export async function writeWithoutAttention(tokenizerFrom: string, target: string): Promise<void> {
  await writeRandomMamba(target, tokenizerFrom);
}

async function rewrite(source: string, target: string, change: (metadata: GgufMetadata) => GgufMetadata, keep: (tensor: string) => boolean): Promise<void> {
  const file = GgufFile.open(source);
  try {
    const kept = [...file.tensors.values()].filter(({ name }) => keep(name));
    await writeGguf(target, change(file.metadata), kept.map((info) => ({ ...info, data: () => file.pieces(info.name) })));
  } finally {
    file.close();
  }
}
