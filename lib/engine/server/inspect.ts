import { VitrineError } from "@/lib/domain/errors";
import type { CaptureKind } from "@/lib/domain/model";
import type { InspectJob, InspectOutcome, InspectProgress } from "@/lib/engine/engine";
import { manifestMetadata } from "@/lib/trace/manifest";
import type { EditOptions, Model, RunResult } from "@/native/index";
import type { LoadedModel } from "./loaded-models";
import { withCandidateTexts } from "./candidate-texts";
import { prepareEdits } from "./edits";
import { buildManifest } from "./manifest";
import { availableMemory, estimateCaptures, estimateMemory, requireMemory } from "./memory";
import { native } from "./native-errors";
import { preparePrompt, requireFit, type PreparedPrompt } from "./prompt";
import { attentionWholeLimit, runSettings, type RunSettings } from "./run-settings";
import { SpeedMeter, streamedToken } from "./streamed-tokens";
import { writeCapture } from "./trace-file";
import { openModelFile, type Workshop } from "./workshop";

/** Runs `work` so that the signal ends it between two graph nodes. */
export async function stoppable<T>(model: Model, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const stop = (): void => model.stop();
  if (signal.aborted) throw new VitrineError("stopped", "Stopped before it began.");
  // In a function of its own, so that what the addon throws at once is handled like what it rejects with.
  const running = (async () => work())();
  signal.addEventListener("abort", stop);
  try {
    return await native(running);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function evaluate(
  workshop: Workshop,
  loaded: LoadedModel,
  job: InspectJob,
  prompt: PreparedPrompt,
  settings: RunSettings,
  capture: readonly CaptureKind[],
  edits: EditOptions[],
  onEvent: (event: InspectProgress) => void,
  signal: AbortSignal,
): Promise<RunResult> {
  const { model } = loaded;
  const speed = new SpeedMeter();
  return stoppable(model, signal, () =>
    model.run({
      tokens: Int32Array.from(prompt.ids),
      generate: job.generate,
      sampling: job.sampling,
      context: settings,
      capture: {
        attention: capture.includes("attention"),
        attentionWholeLimit: attentionWholeLimit(workshop.limits),
        router: capture.includes("router"),
        residual: capture.includes("residual"),
        logits: capture.includes("logits"),
      },
      edits,
      onProgress: (done, total) => onEvent({ type: "prompt", done, total }),
      onTokens: (figures) => {
        const generated = (figures[0]?.index ?? 0) >= prompt.ids.length;
        onEvent({
          type: "tokens",
          tokens: figures.map((token) => streamedToken(model, token, prompt.promptTokens)),
          tokensPerSecond: generated ? speed.add(performance.now()) : null,
        });
      },
    }),
  );
}

/**
 * One inspection: prompt → model → captures → trace. A capture that the model does not offer is left out, and the manifest says
 * why. Edits are in force from the first token on, and the manifest holds them. Stopping keeps what was recorded for whole tokens; the
 * error `stopped` comes only when there is none. Other errors: those of the edits, the prompt, the model file, memory and the disk; see
 * lib/domain/errors.ts.
 */
export async function inspect(workshop: Workshop, job: InspectJob, onEvent: (event: InspectProgress) => void, signal: AbortSignal): Promise<InspectOutcome> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  const prompt = preparePrompt(job.prompt, await workshop.vocabularies.of(file));
  requireFit(prompt.ids.length, workshop.limits.contextTokens ?? shape.contextLength);
  // Read while the model loads and runs: it takes seconds for a large file, the first time.
  const hashing = workshop.hashes.of(file);
  hashing.catch(() => undefined); // told where it is awaited, below

  const loadStart = performance.now();
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const loadMs = performance.now() - loadStart;
  const capture = job.capture.filter((kind) => loaded.capabilities[kind].available);
  const settings = runSettings(shape, file.insights.modelSize, prompt.ids.length + job.generate, capture, workshop.limits, job.edits !== undefined);
  const tokens = Math.min(prompt.ids.length + job.generate, settings.contextTokens);
  const edits = await prepareEdits(job.edits ?? [], { shape, modelSha256: () => hashing, tokens });
  const { context } = estimateMemory(file, loaded.gpuLayers, settings);
  const captures = estimateCaptures(shape, tokens, capture, attentionWholeLimit(workshop.limits));
  requireMemory(`A run of ${tokens.toLocaleString("en")} tokens`, context + captures, availableMemory());

  onEvent({ type: "prompt", done: 0, total: prompt.ids.length });
  const result = await evaluate(workshop, loaded, job, prompt, settings, capture, edits.options, onEvent, signal);
  try {
    if (result.tokens.length === 0) throw new VitrineError("stopped", "Stopped before the first tokens were evaluated; there is nothing to keep.");
    const modelSha256 = await hashing;
    const manifest = buildManifest({ libraries: workshop.libraries, loaded, modelSha256, prompt, generate: job.generate, sampling: job.sampling, settings, capture, edits: edits.recorded, result });
    const writeStart = performance.now();
    const written = await writeCapture(job.tracePath, withCandidateTexts(result.capture, loaded.model), manifestMetadata(manifest), (fraction) => onEvent({ type: "writing", fraction }));
    return {
      state: result.finish === "stopped" ? "stopped" : "complete",
      manifest,
      traceSha256: written.sha256,
      traceBytes: written.bytes,
      timings: { promptMs: result.promptMs, generateMs: result.generateMs, loadMs, writeMs: performance.now() - writeStart },
      captureBytes: result.capture.heldBytes,
    };
  } finally {
    result.capture.dispose();
  }
}
