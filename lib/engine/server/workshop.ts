import type { ModelShape } from "@/lib/domain/model";
import { loadLibraries, type Libraries } from "./libraries";
import { LoadedModels } from "./loaded-models";
import { readModelFile, type ModelFile } from "./model-file";
import { ModelHashes } from "./model-hash";
import { modelShape } from "./model-shape";
import type { RunLimits } from "./run-settings";
import { Vocabularies } from "./vocabularies";

/** What the jobs of this process share. */
export interface Workshop {
  libraries: Libraries;
  models: LoadedModels;
  vocabularies: Vocabularies;
  hashes: ModelHashes;
  limits: RunLimits;
}

export async function openWorkshop(hashCachePath: string | null, limits: RunLimits): Promise<Workshop> {
  const libraries = await loadLibraries();
  return { libraries, models: new LoadedModels(libraries), vocabularies: new Vocabularies(libraries), hashes: new ModelHashes(hashCachePath), limits };
}

export interface OpenedFile {
  file: ModelFile;
  shape: ModelShape;
}

/** Errors as of `readModelFile`. */
export async function openModelFile(workshop: Workshop, path: string): Promise<OpenedFile> {
  const file = await readModelFile(workshop.libraries.llama, path);
  return { file, shape: modelShape(file) };
}
