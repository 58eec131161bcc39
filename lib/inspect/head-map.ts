import { access } from "node:fs/promises";
import { VitrineError } from "@/lib/domain/errors";
import { tensorNames } from "@/lib/trace/names";
import { withTrace, type TensorSlice } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "./context";
import { resolveModel } from "./model-files";
import { madeWithOf } from "./made-with";
import { SharedWork } from "./shared-work";
import { requireInspection } from "./start";
import { unpackTokenTable } from "./token-table";
import { headMapPath, makeTracesFolder, tracePath } from "./trace-files";

/** Two views asking for one map wait for one evaluation. By path. */
const inProgress = new SharedWork<unknown>();

const exists = (file: string) => access(file).then(() => true, () => false);

/**
 * One head's exact map (T, T) F16, row i over keys <= i: read from the trace, or evaluated again where the trace holds only the
 * top keys; then kept beside the trace. Errors: `not-found`, `bad-request`, and those of the engine.
 */
export async function readHeadMap(context: InspectContext, id: string, layer: number, head: number): Promise<TensorSlice> {
  const record = await requireInspection(context, id);
  const { manifest, tensors, summary } = record;
  const { layers, heads } = manifest.model.shape;
  if (!manifest.attention) throw new VitrineError("not-found", "Attention was not captured in this inspection.");
  if (layer >= layers || head >= heads) {
    throw new VitrineError("bad-request", `This model has layers 0 to ${layers - 1} with heads 0 to ${heads - 1}; there is no head ${head} in layer ${layer}.`);
  }
  const name = tensorNames.attention(layer);
  if (tensors.some((tensor) => tensor.name === name)) {
    return withTrace(tracePath(context.settings, id), (trace) => trace.read(name, String(head)));
  }
  const file = headMapPath(context.settings, id, layer, head);
  if (!(await exists(file))) {
    await makeTracesFolder(context.settings);
    const modelPath = await resolveModel(context.settings.modelsFolder, summary.modelId);
    const job = { modelPath, modelSha256: manifest.model.sha256, tokens: unpackTokenTable(record.tokens).ids, layer, head, madeWith: await madeWithOf(context, record), tracePath: file };
    await inProgress.join(file, (signal) => context.engine.headMap(job, { signal }));
  }
  return withTrace(file, (trace) => trace.read(`${name}.${head}`));
}
