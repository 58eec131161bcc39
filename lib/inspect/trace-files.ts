import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "./settings";

/** `<id>.safetensors`, and `<id>.head.<layer>.<head>.safetensors` for maps that were computed later. Ids are UUIDs. */
export const tracePath = ({ tracesFolder }: Settings, id: string): string => path.join(tracesFolder, `${id}.safetensors`);
export const headMapPath = ({ tracesFolder }: Settings, id: string, layer: number, head: number): string =>
  path.join(tracesFolder, `${id}.head.${layer}.${head}.safetensors`);

const idOf = (fileName: string): string => fileName.split(".")[0] ?? "";

async function traceFileNames({ tracesFolder }: Settings): Promise<string[]> {
  await mkdir(tracesFolder, { recursive: true });
  return readdir(tracesFolder);
}

/** Removes an inspection's trace and the maps computed from it. */
export async function removeTraceFiles(settings: Settings, id: string): Promise<void> {
  const names = (await traceFileNames(settings)).filter((name) => idOf(name) === id);
  await Promise.all(names.map((name) => rm(path.join(settings.tracesFolder, name), { force: true })));
}

/** After a crash: removes what was half written and what no inspection owns. Returns the names. */
export async function sweepTraceFiles(settings: Settings, owned: ReadonlySet<string>): Promise<string[]> {
  const names = (await traceFileNames(settings)).filter((name) => name.endsWith(".part") || !owned.has(idOf(name)));
  await Promise.all(names.map((name) => rm(path.join(settings.tracesFolder, name), { force: true })));
  return names;
}
