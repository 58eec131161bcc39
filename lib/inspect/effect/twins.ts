import { rm } from "node:fs/promises";
import { editsWithin } from "@/lib/domain/effect";
import type { Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import { samplingSchema } from "@/lib/domain/inspection";
import type { CaptureKind } from "@/lib/domain/model";
import type { InspectJob, JobOptions, PromptInput } from "@/lib/engine/engine";
import { withTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "../context";
import { makeTracesFolder, passingTracePath } from "../trace-files";
import { figuresIn, type Figures, type KeptRow } from "./twin-run";

export type Options = Pick<JobOptions<never>, "signal" | "priority">;

/** One text, run once as the model's file has it and once with edits, both evaluated in the same shape. */
export interface Twins {
  context: InspectContext;
  /** The inspection that passing files belong to. */
  id: string;
  modelPath: string;
  /** Of the file that the inspection was made with: another one says nothing of it. */
  modelSha256: string;
  /** With sources as paths of traces. */
  edits: readonly Edit[];
  options: Options;
}

const greedy = samplingSchema.parse({ temperature: 0 });

/** Runs `prompt`, hands the recording to `read`, and removes it. A run that was stopped early is no answer: error `stopped`. */
async function passingRun<Result>(
  { context, id, modelPath, modelSha256, options }: Twins,
  job: Pick<InspectJob, "prompt" | "generate"> & { capture: CaptureKind[]; edits: Edit[] },
  read: (trace: TraceReader) => Promise<Result>,
): Promise<Result> {
  await makeTracesFolder(context.settings);
  const tracePath = passingTracePath(context.settings, id);
  try {
    const { state, manifest } = await context.engine.inspect({ modelPath, sampling: greedy, tracePath, ...job }, options);
    if (manifest.model.sha256 !== modelSha256) throw new VitrineError("bad-request", "The model file has changed since this inspection was made; what edits do to it cannot be measured with another one.");
    if (state === "stopped") throw new VitrineError("stopped", "Stopped before both runs were complete.");
    return await withTrace(tracePath, read);
  } finally {
    await rm(tracePath, { force: true });
  }
}

/** Both runs one after the other; `read` has both recordings open. */
export function runTwins<Result>(twins: Twins, job: Pick<InspectJob, "generate"> & { prompt: PromptInput; capture: CaptureKind[] }, tokens: number, read: (clean: TraceReader, edited: TraceReader) => Promise<Result>): Promise<Result> {
  return passingRun(twins, { ...job, edits: [] }, (clean) => passingRun(twins, { ...job, edits: editsWithin(twins.edits, tokens) }, (edited) => read(clean, edited)));
}

/**
 * A token after the text in both runs. Read from the candidates where both kept it; else both are measured once more as a sweep of one
 * change, so that the two figures always come from equal shapes. A rank behind the candidates is not known.
 */
export async function figuresInBoth(twins: Twins, tokens: readonly number[], token: number, clean: KeptRow, edited: KeptRow): Promise<{ clean: Figures; edited: Figures }> {
  const [a, b] = [figuresIn(clean, token), figuresIn(edited, token)];
  if (a && b) return { clean: a, edited: b };
  const swept = await sweepOnce(twins, tokens, token);
  return { clean: { logprob: swept.clean, rank: a?.rank ?? null }, edited: { logprob: swept.clean + swept.delta, rank: b?.rank ?? null } };
}

/** The edits as one line of a sweep: clean and edited, both in other pieces than a whole run. */
export async function sweepOnce({ context, modelPath, modelSha256, edits, options: { signal, priority } }: Omit<Twins, "id">, tokens: readonly number[], target: number): Promise<{ clean: number; delta: number }> {
  const job = { modelPath, modelSha256, tokens: [...tokens], target, foil: null, source: null, variants: [{ edits: editsWithin(edits, tokens.length) }] };
  const { clean, variants } = await context.engine.sweep(job, { ...(signal ? { signal } : {}), ...(priority ? { priority } : {}) });
  const [swept] = variants;
  if (!swept) throw new VitrineError("stopped", "Stopped before both runs were complete.");
  return { clean: clean.logprob, delta: swept.delta };
}

/**
 * By how much log p of a token differs when the text's last token is evaluated by itself, on what was kept of the others, with `edits` in
 * force: an edit of nothing at that token has a sweep cut the text there.
 */
export async function piecesNoise({ context, modelPath, modelSha256, options: { signal, priority } }: Twins, tokens: readonly number[], target: number, edits: readonly Edit[]): Promise<number> {
  const inForce = editsWithin(edits, tokens.length);
  const nothing: Edit = { kind: "residual-scale", layer: 0, positions: [tokens.length - 1], factor: 1 };
  const { noiseFloor } = await context.engine.sweep(
    { modelPath, modelSha256, tokens: [...tokens], target, foil: null, source: null, variants: [{ edits: [nothing] }], ...(inForce.length > 0 ? { madeWith: { edits: inForce, given: tokens.length } } : {}) },
    { ...(signal ? { signal } : {}), ...(priority ? { priority } : {}) },
  );
  return noiseFloor;
}
