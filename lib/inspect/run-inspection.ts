import { randomUUID } from "node:crypto";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { InspectionRequest, InspectionSummary } from "@/lib/domain/inspection";
import { excerpt, insertInspection } from "@/lib/db/inspections";
import { saveLearned } from "@/lib/db/models";
import type { Edit } from "@/lib/domain/edit";
import type { InspectOutcome, PromptInput } from "@/lib/engine/engine";
import { withTrace } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "./context";
import { resolveSources } from "./edit-sources";
import { resolveModel } from "./model-files";
import type { RunningInspection } from "./running";
import { packTokenTable, readTokenTable, tokenText } from "./token-table";
import { makeTracesFolder, removeTraceFiles, tracePath } from "./trace-files";

/** Where a run comes from in the tree of branches. */
export interface Origin {
  parentId: string;
  branchPosition: number;
}

export interface RunPlan {
  request: InspectionRequest;
  prompt: PromptInput;
  title: string;
  origin: Origin | null;
}

function waitingSummary(id: string, { request, title, origin }: RunPlan): InspectionSummary {
  return {
    id,
    title,
    state: "queued",
    modelId: request.model,
    modelFileName: path.basename(request.model),
    mode: request.mode,
    prompt: excerpt(request.prompt),
    promptTokens: 0,
    totalTokens: 0,
    parentId: origin?.parentId ?? null,
    branchPosition: origin?.branchPosition ?? null,
    branchText: null,
    createdAt: new Date().toISOString(),
    traceBytes: null,
  };
}

/** The trace is whole by now; the row makes it an inspection. */
async function keep(context: InspectContext, running: RunningInspection, plan: RunPlan, outcome: InspectOutcome): Promise<void> {
  const { id } = running.summary;
  const { table, tensors } = await withTrace(tracePath(context.settings, id), async (trace) => ({
    table: await readTokenTable(trace),
    tensors: [...trace.tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape: [...shape] })),
  }));
  const summary: InspectionSummary = {
    ...running.summary,
    state: outcome.state,
    promptTokens: outcome.manifest.promptTokens,
    totalTokens: table.ids.length,
    branchText: plan.origin && outcome.manifest.forcedPositions.includes(plan.origin.branchPosition) ? tokenText(table, plan.origin.branchPosition) : null,
    traceBytes: outcome.traceBytes,
  };
  running.summary = await insertInspection(context.database, {
    summary,
    request: plan.request,
    manifest: outcome.manifest,
    tensors,
    tokens: packTokenTable(table),
    timings: outcome.timings,
    traceSha256: outcome.traceSha256,
  });
  await saveLearned(context.database, plan.request.model, { sha256: outcome.manifest.model.sha256, capabilities: outcome.manifest.capabilities });
}

async function work(context: InspectContext, running: RunningInspection, plan: RunPlan, modelPath: string, edits: Edit[] | undefined): Promise<void> {
  const { request, prompt } = plan;
  const { id } = running.summary;
  try {
    await makeTracesFolder(context.settings);
    const outcome = await context.engine.inspect(
      { modelPath, prompt, generate: request.generate, sampling: request.sampling, capture: request.capture, edits, tracePath: tracePath(context.settings, id) },
      {
        signal: running.stop.signal,
        onEvent: (event) => {
          if (event.type !== "queued" && running.summary.state === "queued") running.summary = { ...running.summary, state: "running" };
          running.story.add(event);
        },
      },
    );
    await keep(context, running, plan, outcome);
    context.running.end(running, { type: "done", id, state: outcome.state });
    context.log.info({ id, ...outcome.timings, traceBytes: outcome.traceBytes, captureBytes: outcome.captureBytes }, "inspection kept");
  } catch (error) {
    await removeTraceFiles(context.settings, id).catch((error: unknown) => context.log.warn({ id, error }, "trace not removed"));
    const told =
      error instanceof VitrineError ? error : new VitrineError("internal", "The run failed for a reason that was not foreseen; the server’s log has the details.");
    context.log.warn({ id, code: told.code, error: error instanceof VitrineError ? undefined : error }, "inspection failed");
    context.running.end(running, { type: "failed", error: told.toBody() });
  }
}

/** Queues a run and returns at once. Errors: those of `resolveModel` and `resolveSources`; whatever comes later goes to the run's event stream. */
export async function runInspection(context: InspectContext, plan: RunPlan): Promise<RunningInspection> {
  const modelPath = await resolveModel(context.settings.modelsFolder, plan.request.model);
  const edits = plan.request.edits && (await resolveSources(context, plan.request.edits));
  const running = context.running.add(waitingSummary(randomUUID(), plan));
  running.finished = work(context, running, plan, modelPath, edits);
  return running;
}
