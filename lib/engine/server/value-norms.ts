import { VitrineError } from "@/lib/domain/errors";
import type { ValueNormsJob, WorkProgress } from "@/lib/engine/engine";
import { tensorNames } from "@/lib/trace/names";
import { requireSameModel } from "./explain";
import { prepareMadeWith } from "./edits";
import { stoppable } from "./inspect";
import { writeTensors } from "./lens-file";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireFit } from "./prompt";
import { runSettings } from "./run-settings";
import { openModelFile, type Workshop } from "./workshop";

/** Evaluates a text and writes the norms of its values. Errors: `prompt-empty`, `bad-request` for another model file, `model-unsupported`, `stopped`. */
export async function valueNorms(workshop: Workshop, job: ValueNormsJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<{ traceBytes: number }> {
  const opened = await openModelFile(workshop, job.modelPath);
  const { file, shape } = opened;
  requireFit(job.tokens.length, workshop.limits.contextTokens ?? shape.contextLength);
  const sha256 = await requireSameModel(workshop, opened, job.modelSha256);
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const settings = runSettings(shape, file.insights.modelSize, job.tokens.length, ["attention"], workshop.limits);
  requireMemory("Weighing attention", estimateMemory(file, loaded.gpuLayers, settings).context, availableMemory());
  const edits = await prepareMadeWith(job.madeWith, { shape, modelSha256: async () => Promise.resolve(sha256), tokens: job.tokens.length });
  const { valueNorms: figures } = await stoppable(loaded.model, signal, () =>
    loaded.model.explain({
      tokens: Int32Array.from(job.tokens), positions: new Int32Array(), asked: new Int32Array(), lens: false, top: 1, valueNorms: true, context: settings, ...edits,
      onProgress: (done, total) => onEvent({ type: "work", done, total }),
    }),
  );
  if (!figures) throw new VitrineError("internal", "The norms that were asked for were not computed.");
  const shapeOf = [figures.layers.length, figures.heads, job.tokens.length];
  const written = await writeTensors(job.tracePath, [{ name: tensorNames.valueNorms, dtype: "F32", shape: shapeOf, data: figures.norms }], { model: sha256 });
  return { traceBytes: written.bytes };
}
