import { VitrineError } from "@/lib/domain/errors";
import type { ModelCapabilities, ModelShape } from "@/lib/domain/model";
import type { Model } from "@/native/index";
import { learnCapabilities } from "./capabilities";
import type { Libraries } from "./libraries";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireUntouched, type ModelFile } from "./model-file";
import { native } from "./native-errors";
import { runSettings } from "./run-settings";

/** A model whose weights are in memory. */
export interface LoadedModel {
  file: ModelFile;
  model: Model;
  shape: ModelShape;
  capabilities: ModelCapabilities;
  gpuLayers: number;
  /** Estimated, for weights and a default context. */
  heldBytes: number;
}

const MOST_MODELS = 2;
/** Two models stay only where they leave room for contexts and captures. */
const SHARE_FOR_TWO = 0.6;

/** The models in memory: one, or two where both fit well. The one used longest ago goes first. */
export class LoadedModels {
  /** Most recently used last. */
  private models: LoadedModel[] = [];

  constructor(private readonly libraries: Libraries) {}

  latest(): LoadedModel | undefined {
    return this.models.at(-1);
  }

  find(file: Pick<ModelFile, "path" | "version">): LoadedModel | undefined {
    return this.models.find((loaded) => loaded.file.path === file.path && loaded.file.version === file.version);
  }

  /** Memory that would be available if all models were let go. */
  availableBytes(): number {
    return availableMemory() + this.heldBytes();
  }

  /**
   * The model of `file`, loaded when it is not. Errors: `model-too-large`; `stopped` when the signal came first; what llama.cpp
   * refuses as `model-unreadable` or `model-unsupported`; `bad-request` when the file was replaced meanwhile.
   */
  async take(file: ModelFile, shape: ModelShape, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    const present = this.find(file);
    if (present) {
      this.models = [...this.models.filter((other) => other !== present), present];
      return present;
    }
    const gpuLayers = await this.gpuLayers(file);
    const settings = runSettings(shape, file.insights.modelSize, Math.min(shape.contextLength, 512), ["attention"]);
    const { weights, context } = estimateMemory(file, gpuLayers, settings);
    const heldBytes = weights + context;
    requireMemory("This model", heldBytes, this.availableBytes());
    this.makeRoom(file, heldBytes);
    const model = await this.load(file, gpuLayers, onProgress, signal);
    try {
      // Weights of a file that came in its place meanwhile must not go by its name.
      await requireUntouched(file);
      const capabilities = learnCapabilities(await native(model.nodes()), shape);
      const loaded = { file, model, shape, capabilities, gpuLayers, heldBytes };
      this.models.push(loaded);
      return loaded;
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  dispose(): void {
    for (const { model } of this.models) model.dispose();
    this.models = [];
  }

  private heldBytes(): number {
    return this.models.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  private makeRoom(file: ModelFile, neededBytes: number): void {
    // A file that was replaced under its name is of no use any more.
    for (const stale of this.models.filter((loaded) => loaded.file.path === file.path)) this.drop(stale);
    while (this.models.length > 0) {
      const fits = this.heldBytes() + neededBytes <= SHARE_FOR_TWO * this.availableBytes();
      if (this.models.length < MOST_MODELS && fits) return;
      const oldest = this.models[0];
      if (oldest) this.drop(oldest);
    }
  }

  private drop(loaded: LoadedModel): void {
    this.models = this.models.filter((other) => other !== loaded);
    loaded.model.dispose();
  }

  private async gpuLayers(file: ModelFile): Promise<number> {
    if (this.libraries.llama.gpu === false) return 0;
    return (await file.insights.configurationResolver.resolveModelGpuLayersV2("auto")).gpuLayers;
  }

  private async load(file: ModelFile, gpuLayers: number, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<Model> {
    const { Model } = this.libraries.addon;
    if (signal.aborted) throw new VitrineError("stopped", "Stopped before the model was loaded.");
    const stop = (): void => Model.stopLoading();
    signal.addEventListener("abort", stop);
    try {
      onProgress(0);
      return await native(Model.load({ path: file.path, gpuLayers, useMmap: true, onProgress }));
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}
