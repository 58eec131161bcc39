import { VitrineError } from "@/lib/domain/errors";
import type { BranchRequest, EditedRequest, InspectionRequest } from "@/lib/domain/inspection";
import { findInspection, type InspectionRecord } from "@/lib/db/inspections";
import type { PromptInput } from "@/lib/engine/engine";
import type { InspectContext } from "./context";
import { requireEdits } from "./edit-sources";
import { runInspection, type Origin, type RunPlan } from "./run-inspection";
import type { RunningInspection } from "./running";
import { unpackTokenTable } from "./token-table";

const TITLE_CHARACTERS = 60;
/** Of a title that a person gives. */
const TITLE_MOST = 200;
/** Before the title of a run that was made with edits: lists cut titles at their ends. */
const EDITED = "Edited: ";

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
    title: request.title?.trim() || `${request.edits?.length ? EDITED : ""}${titleOf(request.prompt)}`,
    origin: null,
  });
}

export async function requireInspection(context: InspectContext, id: string): Promise<InspectionRecord> {
  const record = await findInspection(context.database, id);
  if (!record) throw new VitrineError("not-found", "This inspection is not there (any more).");
  return record;
}

/** The record's tokens before `position`, then `token` where one is forced there. What is cut or forced inside the prompt ends the prompt. */
function promptUpTo(record: InspectionRecord, position: number, token: number | null): PromptInput {
  const { manifest } = record;
  const { ids } = unpackTokenTable(record.tokens);
  return {
    kind: "tokens",
    ids: [...ids.slice(0, position), ...(token === null ? [] : [token])],
    promptTokens: Math.min(manifest.promptTokens, position),
    forcedPositions: [...manifest.forcedPositions.filter((forced) => forced < position), ...(token === null ? [] : [position])],
    text: manifest.prompt,
    mode: manifest.mode,
    renderedPrompt: manifest.renderedPrompt,
  };
}

function requirePosition(record: InspectionRecord, position: number, what: string): void {
  const { totalTokens } = record.summary;
  if (position < 1 || position > totalTokens) {
    throw new VitrineError("bad-request", `${what} can start at positions 1 to ${totalTokens} of this inspection, not at ${position}.`, [{ path: "position", message: "out of range" }]);
  }
}

/**
 * Goes on from another token; the edits of the inspection, where it was made with some, stay in force. The model's vocabulary decides in
 * the engine whether the token exists. Errors: `not-found`, `bad-request`.
 */
export async function branchInspection(context: InspectContext, id: string, { position, token, generate }: BranchRequest): Promise<RunningInspection> {
  const record = await requireInspection(context, id);
  requirePosition(record, position, "A branch");
  const origin: Origin = { parentId: id, branchPosition: position };
  return runInspection(context, {
    request: { ...record.request, generate: generate ?? record.request.generate },
    prompt: promptUpTo(record, position, token),
    title: record.summary.title,
    origin,
  });
}

/** Edited runs hang below the clean one that has the same tokens up to there, so that one edited list after another stand side by side. */
async function cleanOrigin(context: InspectContext, record: InspectionRecord, kept: number): Promise<string> {
  let at = record;
  while (at.request.edits !== undefined && at.summary.parentId !== null && kept <= (at.summary.branchPosition ?? 0)) {
    const parent = await findInspection(context.database, at.summary.parentId);
    if (!parent) break;
    at = parent;
  }
  return at.summary.id;
}

/** An inspection's tokens once more with something changed inside the model, as an inspection of its own. Errors: `not-found`; `bad-request` naming the edit. */
export async function editInspection(context: InspectContext, id: string, { position, edits, generate, title }: EditedRequest): Promise<RunningInspection> {
  const record = await requireInspection(context, id);
  const { manifest, summary } = record;
  const kept = position === undefined ? manifest.promptTokens : position + 1;
  requirePosition(record, kept, "An edited run");
  const request: InspectionRequest = { ...record.request, edits, generate: generate ?? record.request.generate };
  const { shape } = manifest.model;
  requireEdits(edits, shape, Math.min(kept + request.generate, shape.contextLength));
  return runInspection(context, {
    request,
    prompt: promptUpTo(record, kept, null),
    title: title ?? (summary.title.startsWith(EDITED) ? summary.title : `${EDITED}${summary.title}`.slice(0, TITLE_MOST)),
    origin: { parentId: await cleanOrigin(context, record, kept), branchPosition: kept },
  });
}

/**
 * The same once more: a root as a new root, a branch beside itself with its token forced again, an edited run with its edits. Error:
 * `not-found`.
 */
export async function runAgain(context: InspectContext, id: string): Promise<RunningInspection> {
  const record = await requireInspection(context, id);
  const { summary, request } = record;
  const { parentId } = summary;
  const forced = record.manifest.forcedPositions.at(-1);
  const from = summary.branchPosition ?? forced;
  if (from === undefined) {
    const plan: RunPlan = { request, prompt: { kind: "text", text: request.prompt, mode: request.mode }, title: summary.title, origin: null };
    return runInspection(context, plan);
  }
  const token = forced === from ? unpackTokenTable(record.tokens).ids[forced] : null;
  if (token === undefined) throw new VitrineError("internal", "The record of this branch does not hold the token that it was made with.");
  return runInspection(context, { request, prompt: promptUpTo(record, from, token), title: summary.title, origin: parentId === null ? null : { parentId, branchPosition: from } });
}

/** Ends a run; what was captured is kept. True when there was one to end. */
export function stopInspection(context: InspectContext, id: string): boolean {
  const running = context.running.get(id);
  if (!running || running.story.ended) return false;
  running.stop.abort();
  return true;
}
