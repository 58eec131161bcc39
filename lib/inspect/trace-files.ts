import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Settings } from "./settings";

/** `<id>.safetensors`, and `<id>.head.<layer>.<head>.safetensors` for maps that were computed later. Ids are UUIDs. */
export const tracePath = ({ tracesFolder }: Settings, id: string): string => path.join(tracesFolder, `${id}.safetensors`);
export const headMapPath = ({ tracesFolder }: Settings, id: string, layer: number, head: number): string =>
  path.join(tracesFolder, `${id}.head.${layer}.${head}.safetensors`);

/** `<id>.lens.<what was asked about>.safetensors`: the logit lens of the whole text. */
export const lensPath = ({ tracesFolder }: Settings, id: string, asked: string): string => path.join(tracesFolder, `${id}.lens.${asked}.safetensors`);

/** `<id>.values.safetensors`: norms of what heads can take from each token. */
export const valueNormsPath = ({ tracesFolder }: Settings, id: string): string => path.join(tracesFolder, `${id}.values.safetensors`);

/** `<id>.why.<what was asked>.json`: an explanation. */
export const explanationPath = ({ tracesFolder }: Settings, id: string, asked: string): string => path.join(tracesFolder, `${id}.why.${asked}.json`);

/** `<a>.with.<b>.json`: a comparison. It goes with either of the two. */
export const comparisonPath = ({ tracesFolder }: Settings, a: string, b: string): string => path.join(tracesFolder, `${a}.with.${b}.json`);

/** `<a>.with.<b>.words.json`: the same against other words. */
export const wordingPath = ({ tracesFolder }: Settings, a: string, b: string): string => path.join(tracesFolder, `${a}.with.${b}.words.json`);

/** `<id>.effect.<hash of what was asked>.json`: what edits do to an inspection's answer, or to another text's. */
export const effectPath = ({ tracesFolder }: Settings, id: string, asked: string): string => path.join(tracesFolder, `${id}.effect.${asked}.json`);

/** A trace that is read once and removed; its ending has a left-over one swept at the next start. */
export const passingTracePath = ({ tracesFolder }: Settings, id: string): string => path.join(tracesFolder, `${id}.${randomUUID()}.part`);

/** The trace of a kept inspection and its size in bytes. Error: `not-found` when someone else removed the file. */
export async function requireTraceFile(settings: Settings, id: string): Promise<{ file: string; size: number }> {
  const file = tracePath(settings, id);
  try {
    return { file, size: (await stat(file)).size };
  } catch (cause) {
    throw new VitrineError("not-found", "The trace file of this inspection is gone from the data folder. Run the inspection again.", undefined, { cause });
  }
}

/** The inspections that a file was made from. */
function idsOf(fileName: string): string[] {
  const [id = "", kind, other] = fileName.split(".");
  return kind === "with" && other !== undefined ? [id, other] : [id];
}

/** Before something is written there: someone may have cleared the data folder while the server ran. */
export async function makeTracesFolder({ tracesFolder }: Settings): Promise<void> {
  await mkdir(tracesFolder, { recursive: true });
}

async function traceFileNames(settings: Settings): Promise<string[]> {
  await makeTracesFolder(settings);
  return readdir(settings.tracesFolder);
}

/** Removes an inspection's trace and what was computed from it, alone or with another. */
export async function removeTraceFiles(settings: Settings, id: string): Promise<void> {
  const names = (await traceFileNames(settings)).filter((name) => idsOf(name).includes(id));
  await Promise.all(names.map((name) => rm(path.join(settings.tracesFolder, name), { force: true })));
}

/** After a crash: removes what was half written and what no inspection owns. Returns the names. */
export async function sweepTraceFiles(settings: Settings, owned: ReadonlySet<string>): Promise<string[]> {
  const names = (await traceFileNames(settings)).filter((name) => name.endsWith(".part") || !idsOf(name).every((id) => owned.has(id)));
  await Promise.all(names.map((name) => rm(path.join(settings.tracesFolder, name), { force: true })));
  return names;
}
