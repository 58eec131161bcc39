import { VitrineError } from "@/lib/domain/errors";
import type { BranchRequest, InspectionRequest } from "@/lib/domain/inspection";
import { findInspection, type InspectionRecord } from "@/lib/db/inspections";
import type { PromptInput } from "@/lib/engine/engine";
import type { InspectContext } from "./context";
import { runInspection, type Origin, type RunPlan } from "./run-inspection";
import type { RunningInspection } from "./running";
import { unpackTokenTable } from "./token-table";

const TITLE_CHARACTERS = 60;

/** The prompt's first line, cut at a word. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split("\n", 1)[0] ?? "";
  if ([...line].length <= TITLE_CHARACTERS) return line;
  const cut = [...line].slice(0, TITLE_CHARACTERS).join("");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), TITLE_CHARACTERS / 2)).trimEnd()}…`;
}

function checkPrompt(prompt: string): void {
  if (prompt.trim() === "") throw new VitrineError("prompt-empty", "The prompt is empty. Type something for the model to go on from, or pick an example.");
  if (!prompt.isWellFormed()) throw new VitrineError("prompt-not-utf8", "The prompt holds half of a character (a lone surrogate), which no text encoding can carry. Type it anew.");
}

/** Errors: `prompt-empty`, `prompt-not-utf8`, `model-not-found`, `forbidden`. */
export async function startInspection(context: InspectContext, request: InspectionRequest): Promise<RunningInspection> {
  checkPrompt(request.prompt);
  return runInspection(context, {
    request,
    prompt: { kind: "text", text: request.prompt, mode: request.mode },
    title: request.title?.trim() || titleOf(request.prompt),
    origin: null,
  });
}

export async function requireInspection(context: InspectContext, id: string): Promise<InspectionRecord> {
  const record = await findInspection(context.database, id);
  if (!record) throw new VitrineError("not-found", "This inspection is not there (any more).");
  return record;
}

/** The record's tokens before `position`, then `token`. A token forced inside the prompt ends the prompt there. */
function promptOfBranch(record: InspectionRecord, position: number, token: number): PromptInput {
  const { manifest } = record;
  const { ids } = unpackTokenTable(record.tokens);
  if (position < 1 || position > ids.length) {
    throw new VitrineError("bad-request", `A branch can start at positions 1 to ${ids.length} of this inspection, not at ${position}.`, [{ path: "position", message: "out of range" }]);
  }
  return {
    kind: "tokens",
    ids: [...ids.slice(0, position), token],
    promptTokens: Math.min(manifest.promptTokens, position),
    forcedPositions: [...manifest.forcedPositions.filter((forced) => forced < position), position],
    text: manifest.prompt,
    mode: manifest.mode,
    renderedPrompt: manifest.renderedPrompt,
  };
}

/** Goes on from another token. The model's vocabulary decides in the engine whether the token exists. Errors: `not-found`, `bad-request`. */
export async function branchInspection(context: InspectContext, id: string, { position, token, generate }: BranchRequest): Promise<RunningInspection> {
  const record = await requireInspection(context, id);
  const origin: Origin = { parentId: id, branchPosition: position };
  return runInspection(context, {
    request: { ...record.request, generate: generate ?? record.request.generate },
    prompt: promptOfBranch(record, position, token),
    title: record.summary.title,
    origin,
  });
}

/** The same once more: a root as a new root, a branch beside itself with its token forced again. Error: `not-found`. */
export async function runAgain(context: InspectContext, id: string): Promise<RunningInspection> {
  const record = await requireInspection(context, id);
  const { summary, request } = record;
  const forced = record.manifest.forcedPositions.at(-1);
  if (forced === undefined) {
    const plan: RunPlan = { request, prompt: { kind: "text", text: request.prompt, mode: request.mode }, title: summary.title, origin: null };
    return runInspection(context, plan);
  }
  const token = unpackTokenTable(record.tokens).ids[forced];
  if (token === undefined) throw new VitrineError("internal", "The record of this branch does not hold the token that it was made with.");
  const origin = summary.parentId === null ? null : { parentId: summary.parentId, branchPosition: summary.branchPosition ?? forced };
  return runInspection(context, { request, prompt: promptOfBranch(record, forced, token), title: summary.title, origin });
}

/** Ends a run; what was captured is kept. True when there was one to end. */
export function stopInspection(context: InspectContext, id: string): boolean {
  const running = context.running.get(id);
  if (!running || running.story.ended) return false;
  running.stop.abort();
  return true;
}
