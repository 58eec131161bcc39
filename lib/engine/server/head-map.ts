import { VitrineError } from "@/lib/domain/errors";
import type { HeadMapJob, WorkProgress } from "@/lib/engine/engine";
import { prepareMadeWith } from "./edits";
import { stoppable } from "./inspect";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireFit } from "./prompt";
import { runSettings } from "./run-settings";
import { writeCapture, type CapturedTensors } from "./trace-file";
import { openModelFile, type Workshop } from "./workshop";

/**
 * Evaluates the tokens of a finished inspection again and keeps one head's whole map. The tokens go through as a prompt, several at a
 * time, where the inspection took the generated ones singly: weights may differ in the last digits.
 * Errors: `bad-request` when the model file is no longer the one inspected or has no such head; `stopped`.
 */
export async function headMap(workshop: Workshop, job: HeadMapJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<{ traceBytes: number }> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  requireFit(job.tokens.length, workshop.limits.contextTokens ?? shape.contextLength);
  if ((await workshop.hashes.of(file)) !== job.modelSha256) {
    throw new VitrineError("bad-request", "The model file has changed since this inspection was made; its map cannot be evaluated again.");
  }
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const { attention } = loaded.capabilities;
  if (!attention.available) throw new VitrineError("model-unsupported", attention.reason);
  const settings = runSettings(shape, file.insights.modelSize, job.tokens.length, ["attention"], workshop.limits);
  requireMemory("This map", estimateMemory(file, loaded.gpuLayers, settings).context + job.tokens.length ** 2, availableMemory());
  const edits = await prepareMadeWith(job.madeWith, { shape, modelSha256: async () => Promise.resolve(job.modelSha256), tokens: job.tokens.length });
  const result = await stoppable(loaded.model, signal, () =>
    loaded.model.run({
      tokens: Int32Array.from(job.tokens),
      generate: 0,
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 },
      context: settings,
      ...edits,
      capture: { attention: { layer: job.layer, head: job.head }, router: false, residual: false, logits: false },
      onProgress: (done, total) => onEvent({ type: "work", done, total }),
    }),
  );
  try {
    // Half a map would look like a whole one.
    if (result.finish === "stopped") throw new VitrineError("stopped", "Stopped before the map was complete.");
    const name = `attention.${job.layer}.${job.head}`;
    const only: CapturedTensors = {
      tensors: result.capture.tensors.filter((tensor) => tensor.name === name),
      read: (tensor, into) => result.capture.read(tensor, into),
    };
    const written = await writeCapture(job.tracePath, only, { model: job.modelSha256 }, () => undefined);
    return { traceBytes: written.bytes };
  } finally {
    result.capture.dispose();
  }
}
