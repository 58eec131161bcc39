import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getLlama, LlamaLogLevel, type Llama, type LlamaGpuType } from "node-llama-cpp";
import { VitrineError } from "@/lib/domain/errors";

type Addon = typeof import("@/native/index");

/** llama.cpp as node-llama-cpp chose and loaded it, and the addon that works on the same libraries. */
export interface Libraries {
  llama: Llama;
  addon: Addon;
}

const gpuTypes: Exclude<LlamaGpuType, false>[] = ["cuda", "vulkan", "metal"];

/** The addon's folder: this file runs from lib/engine/server in development and from dist/ when bundled. */
function findReleaseFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(folder, "native", "build", "Release");
    if (existsSync(candidate)) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) throw new VitrineError("engine-failed", "The hooks have not been compiled. Run “npm start” or “npx tsx native/build.ts”.");
    folder = parent;
  }
}

const addonPath = (release: string, gpu: LlamaGpuType): string => path.join(release, gpu === false ? "vitrine_native.node" : `vitrine_native_${gpu}.node`);

let loaded: Promise<Libraries> | undefined;

async function load(): Promise<Libraries> {
  const release = findReleaseFolder();
  // Only GPU interfaces that the addon was linked for can be taken: each has libraries of its own.
  const exclude = gpuTypes.filter((gpu) => !existsSync(addonPath(release, gpu)));
  const llama = await getLlama({ gpu: { type: "auto", exclude }, build: "never", skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error });
  const file = addonPath(release, llama.gpu);
  if (!existsSync(file)) throw new VitrineError("engine-failed", "The hooks have not been compiled for this machine. Run “npx tsx native/build.ts”.");
  // After getLlama, so that the dynamic linker finds the libraries in the process and takes no second copy.
  const addon: Addon = createRequire(import.meta.url)(file);
  return { llama, addon };
}

/** Loads the libraries once per process. Error: `engine-failed` when the addon is not there. */
export function loadLibraries(): Promise<Libraries> {
  loaded ??= load();
  return loaded;
}
