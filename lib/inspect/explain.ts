import { access } from "node:fs/promises";
import { createHash } from "node:crypto";
import { VitrineError } from "@/lib/domain/errors";
import type { ExplainRequest, Explanation, LeaveOneOut, LeaveOneOutRequest, Span, TokenChoice } from "@/lib/domain/explanation";
import type { InspectionRecord } from "@/lib/db/inspections";
import type { Engine, ExplainJob, JobOptions, PromptInput, WorkProgress } from "@/lib/engine/engine";
import type { InspectContext } from "./context";
import { madeWithOf } from "./made-with";
import { resolveModel } from "./model-files";
import { SharedWork } from "./shared-work";
import { requireInspection } from "./start";
import { unpackTokenTable } from "./token-table";
import { lensPath, makeTracesFolder, valueNormsPath } from "./trace-files";

/** Likeliest tokens that a layer is shown with. */
export const LENS_TOP = 10;

type Options = JobOptions<WorkProgress>;

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

/** Two panels asking for one file wait for one evaluation. By path. */
const inProgress = new SharedWork<unknown>();

/** A file that is made once and kept beside the trace; stopped when nobody waits for it any more. */
async function kept(context: InspectContext, file: string, make: (options: Options) => Promise<unknown>, options: Options): Promise<string> {
  if (await exists(file)) return file;
  await makeTracesFolder(context.settings);
  await inProgress.join(file, (signal) => make({ ...options, signal }), options.signal);
  return file;
}

/** Each token of a text as a span of its own. */
export const tokenSpans = (count: number): Span[] => Array.from({ length: count }, (_, from) => ({ from, to: from + 1 }));

/** What stands in a kept inspection's run, as a job for the engine. */
async function jobOf(context: InspectContext, record: InspectionRecord): Promise<{ ids: number[]; job: Pick<ExplainJob, "modelPath" | "modelSha256" | "prompt" | "madeWith"> }> {
  const { manifest, summary } = record;
  const { ids } = unpackTokenTable(record.tokens);
  const prompt: PromptInput = { kind: "tokens", ids, promptTokens: manifest.promptTokens, forcedPositions: [], text: null, mode: manifest.mode, renderedPrompt: null };
  return { ids, job: { modelPath: await resolveModel(context.settings.modelsFolder, summary.modelId), modelSha256: manifest.model.sha256, prompt, madeWith: await madeWithOf(context, record) } };
}

/** The token that came next, where none was asked about; null, the likeliest, at the end of the text. */
const takenNext = (ids: readonly number[], position: number, target: TokenChoice | null): TokenChoice | null => {
  const next = ids[position + 1];
  return target ?? (next === undefined ? null : { id: next });
};

/** Why an inspection's model predicts the target after `position`. Errors: `not-found`, `model-not-found`, those of the engine's `explain`. */
export async function explainInspection(context: InspectContext, id: string, { position, target, foil }: ExplainRequest, options: Options = {}): Promise<Explanation> {
  const { ids, job } = await jobOf(context, await requireInspection(context, id));
  const { explanation } = await context.engine.explain({ ...job, position, target: takenNext(ids, position, target), foil, top: LENS_TOP, lensPath: null, contributions: true }, options);
  return explanation;
}

/**
 * The lens at every position of an inspection, with the figures of the ids asked about, as a .safetensors file beside the trace; made
 * once for each pair of ids. Without a target the figures are those of the text's last token: the engine needs one, and finding the
 * likeliest would take another evaluation. Errors: as of `explainInspection`.
 */
export async function lensOfInspection(context: InspectContext, id: string, request: { target: number | null; foil: number | null }, options: Options = {}): Promise<string> {
  const { ids, job } = await jobOf(context, await requireInspection(context, id));
  const asked = [request.target ?? "nothing", ...(request.foil === null ? [] : [request.foil])];
  const file = lensPath(context.settings, id, createHash("sha256").update(asked.join(",")).digest("hex").slice(0, 16));
  const foil = request.foil === null ? null : { id: request.foil };
  const make = async (shared: Options) => {
    const { explanation } = await context.engine.explain({ ...job, position: null, target: { id: request.target ?? ids.at(-1) ?? 0 }, foil, top: LENS_TOP, lensPath: file, contributions: false }, shared);
    if (explanation.missing.lens) throw new VitrineError("model-unsupported", explanation.missing.lens.reason);
  };
  return kept(context, file, make, options);
}

/** Norms for value-weighted attention of an inspection, as a .safetensors file beside the trace; made once. Errors: as of `explainInspection`. */
export async function valueNormsOfInspection(context: InspectContext, id: string, options: Options = {}): Promise<string> {
  const { ids, job } = await jobOf(context, await requireInspection(context, id));
  const file = valueNormsPath(context.settings, id);
  return kept(context, file, (shared) => context.engine.valueNorms({ modelPath: job.modelPath, modelSha256: job.modelSha256, madeWith: job.madeWith, tokens: ids, tracePath: file }, shared), options);
}

/** What in the text before the answer mattered for it. Errors: as of `explainInspection`; `bad-request` when no text follows the position. */
export async function leaveOneOutOfInspection(context: InspectContext, id: string, { position, answer, spans }: LeaveOneOutRequest, options: Options = {}): Promise<LeaveOneOut> {
  const { ids, job } = await jobOf(context, await requireInspection(context, id));
  if (position >= ids.length) throw new VitrineError("bad-request", `Position ${position} lies outside of the text: its ${ids.length} tokens have positions 0 to ${ids.length - 1}.`);
  if (job.madeWith) throw new VitrineError("bad-request", "This run was made with edits, which belong to places of its text: without a part of the text they would fall elsewhere. Ask the run without edits.");
  const rest = ids.slice(position + 1);
  if (answer.kind === "rest" && rest.length === 0) throw new VitrineError("bad-request", "Nothing follows this position: choose an earlier one, or ask about one token.");
  return context.engine.leaveOneOut(
    {
      modelPath: job.modelPath,
      modelSha256: job.modelSha256,
      tokens: ids.slice(0, position + 1),
      answer: answer.kind === "rest" ? rest : [answer.target],
      foil: answer.kind === "rest" || answer.foil === null ? null : [answer.foil],
      spans,
    },
    options,
  );
}

export interface PromptExplanation {
  explanation: Explanation;
  leaveOneOut: LeaveOneOut | null;
}

/** The same for a prompt that no inspection was made of; `eachToken` leaves out its tokens one by one. */
export async function explainPrompt(engine: Engine, job: Pick<ExplainJob, "modelPath" | "prompt" | "position" | "target" | "foil">, eachToken: boolean, options: Options = {}): Promise<PromptExplanation> {
  const { explanation } = await engine.explain({ ...job, top: LENS_TOP, lensPath: null, contributions: true }, options);
  if (!eachToken) return { explanation, leaveOneOut: null };
  const { tokens, position, target, foil } = explanation;
  const before = tokens.slice(0, position + 1);
  const leaveOneOut = await engine.leaveOneOut(
    { modelPath: job.modelPath, tokens: before, answer: [target.id], foil: foil && [foil.id], spans: tokenSpans(before.length) },
    options,
  );
  return { explanation, leaveOneOut };
}
