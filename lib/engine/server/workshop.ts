import type { ModelShape } from "@/lib/domain/model";
import { loadLibraries, type Libraries } from "./libraries";
import { LoadedModels } from "./loaded-models";
import { readModelFile, statModel, type ModelFile } from "./model-file";
import { ModelHashes } from "./model-hash";
import { modelShape } from "./model-shape";
import type { RunLimits } from "./run-settings";
import { Vocabularies } from "./vocabularies";

export interface OpenedFile {
  file: ModelFile;
  shape: ModelShape;
}

/** What the jobs of this process share. */
export interface Workshop {
  libraries: Libraries;
  /** Metadata read last, most recent last: parsing a large vocabulary takes a tenth of a second. */
  recent: { key: string; opened: OpenedFile }[];
  models: LoadedModels;
  vocabularies: Vocabularies;
  hashes: ModelHashes;
  limits: RunLimits;
}

export async function openWorkshop(hashCachePath: string | null, limits: RunLimits): Promise<Workshop> {
  const libraries = await loadLibraries();
  return { libraries, recent: [], models: new LoadedModels(libraries), vocabularies: new Vocabularies(libraries), hashes: new ModelHashes(hashCachePath), limits };
}

const FILES_KEPT = 2;

/** Errors as of `statModel` and `readModelFile`. */
export async function openModelFile(workshop: Workshop, path: string): Promise<OpenedFile> {
  const stat = await statModel(path);
  const key = `${path}\n${stat.version}`;
  let opened = workshop.recent.find((entry) => entry.key === key)?.opened;
  if (!opened) {
    const file = await readModelFile(workshop.libraries.llama, stat);
    opened = { file, shape: modelShape(file) };
  }
  workshop.recent = [...workshop.recent.filter((entry) => entry.key !== key), { key, opened }].slice(-FILES_KEPT);
  return opened;
}
