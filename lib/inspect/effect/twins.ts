import { rm } from "node:fs/promises";
import { editsWithin } from "@/lib/domain/effect";
import type { Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import { samplingSchema } from "@/lib/domain/inspection";
import type { CaptureKind } from "@/lib/domain/model";
import type { InspectJob, JobOptions, InspectProgress, PromptInput } from "@/lib/engine/engine";
import { withTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "../context";
import { readTokenTable } from "../token-table";
import { makeTracesFolder, passingTracePath } from "../trace-files";
import { figuresIn, type Figures, type Recorded } from "./twin-run";

export type Options = JobOptions<InspectProgress>;

/** One text, run once as the model's file has it and once with edits, both evaluated in the same shape. */
export interface Twins {
  context: InspectContext;
  /** The inspection that passing files belong to. */
  id: string;
  modelPath: string;
  /** With sources as paths of traces. */
  edits: readonly Edit[];
  options: Options;
}

const greedy = samplingSchema.parse({ temperature: 0 });

/** Runs `prompt`, hands the recording to `read`, and removes it. A run that was stopped early is no answer: error `stopped`. */
export async function passingRun<Result>(
  { context, id, modelPath, options }: Twins,
  job: Pick<InspectJob, "prompt" | "generate"> & { capture: CaptureKind[]; edits: Edit[] },
  read: (trace: TraceReader) => Promise<Result>,
): Promise<Result> {
  await makeTracesFolder(context.settings);
  const tracePath = passingTracePath(context.settings, id);
  try {
    const { state } = await context.engine.inspect({ modelPath, sampling: greedy, tracePath, ...job }, options);
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

/** `ids`, then `token` forced: what the run says of it, over the whole vocabulary. */
export function forcedFigures(twins: Twins, prompt: Extract<PromptInput, { kind: "tokens" }>, token: number, edits: readonly Edit[]): Promise<Figures> {
  const place = prompt.ids.length;
  const forced: PromptInput = { ...prompt, ids: [...prompt.ids, token], forcedPositions: [...prompt.forcedPositions, place] };
  return passingRun(twins, { prompt: forced, generate: 0, capture: ["logits"], edits: editsWithin(edits, place) }, async (trace) => {
    const { logprob, rank } = await readTokenTable(trace);
    const [p, r] = [logprob[place], rank[place]];
    if (typeof p !== "number" || typeof r !== "number") throw new VitrineError("engine-failed", "The engine measured nothing for the token that was asked about.");
    return { logprob: p, rank: r };
  });
}

/**
 * A token after the text in both runs. Read from the candidates where both kept it; else it is forced in one more run of each, so that
 * both figures always come from equal shapes.
 */
export async function figuresInBoth(twins: Twins, prompt: Extract<PromptInput, { kind: "tokens" }>, token: number, clean: Recorded, edited: Recorded): Promise<{ clean: Figures; edited: Figures }> {
  const [a, b] = [figuresIn(clean.row, token), figuresIn(edited.row, token)];
  if (a && b) return { clean: a, edited: b };
  return { clean: await forcedFigures(twins, prompt, token, []), edited: await forcedFigures(twins, prompt, token, twins.edits) };
}
