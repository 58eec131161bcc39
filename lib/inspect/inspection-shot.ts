import { displayTokens } from "@/lib/domain/display-tokens";
import { editsSentence } from "@/lib/domain/edit-words";
import type { InspectionShot, ShotView } from "@/lib/domain/inspection-shot";
import { inspectionShotSchema } from "@/lib/domain/inspection-shot";
import type { InspectionDetail, Sampling } from "@/lib/domain/inspection";
import { visibleText } from "@/lib/domain/visible-text";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "./context";
import { readHeadMap } from "./head-map";
import { detailOf } from "./library";
import { requireInspection } from "./start";
import { tracePath } from "./trace-files";

const CANDIDATES = 20;

async function read(trace: TraceReader, name: string, slice?: string): Promise<TensorData> {
  const { dtype, bytes } = slice === undefined ? await trace.read(name) : await trace.read(name, slice);
  return decodeTensor(dtype, bytes);
}

/** The text of one candidate, out of the trace's table of them (ids ascending). */
async function candidateTexts(trace: TraceReader, wanted: readonly number[]): Promise<Map<number, string>> {
  if (!trace.tensors.has(tensorNames.candidateIds)) return new Map();
  const [ids, offsets, bytes] = [await read(trace, tensorNames.candidateIds), await read(trace, tensorNames.candidateOffsets), Buffer.from(await read(trace, tensorNames.candidateBytes))];
  return new Map(wanted.flatMap((id) => {
    const at = ids.indexOf(id);
    return at < 0 ? [] : [[id, visibleText(bytes.subarray(offsets[at], offsets[at + 1]).toString("utf8"))]];
  }));
}

/** What stood to choose from in the place of token t, which is what the token before it predicted. */
async function candidatesOf(trace: TraceReader, { tokens }: InspectionDetail, t: number): Promise<InspectionShot["candidates"]> {
  if (t < 1 || !trace.tensors.has(tensorNames.logitIds)) return null;
  const row = String(t - 1);
  const [ids, values, sums] = [await read(trace, tensorNames.logitIds, row), await read(trace, tensorNames.logitValues, row), await read(trace, tensorNames.logSumExp, `${t - 1}:${t}`)];
  const shown = Array.from(ids.subarray(0, CANDIDATES)).filter((id) => id >= 0);
  const total = sums[0] ?? NaN;
  if (shown.length === 0 || !Number.isFinite(total)) return null;
  const texts = await candidateTexts(trace, shown);
  const rows = shown.map((id, i) => ({ text: texts.get(id) ?? `token ${id}`, probability: Math.exp((values[i] ?? -Infinity) - total), taken: id === tokens.ids[t] }));
  return { rows, rest: Math.max(0, 1 - rows.reduce((sum, { probability }) => sum + probability, 0)) };
}

async function routingOf(trace: TraceReader, { manifest }: InspectionDetail, t: number): Promise<InspectionShot["routing"]> {
  const layers = Array.from({ length: manifest.model.shape.layers }, (_, layer) => layer).filter((layer) => trace.tensors.has(tensorNames.routerExperts(layer)));
  const routing = [];
  for (const layer of layers) {
    const [experts, weights] = [await read(trace, tensorNames.routerExperts(layer), String(t)), await read(trace, tensorNames.routerWeights(layer), String(t))];
    routing.push({ layer, chosen: Array.from(experts, (expert, k) => ({ expert, weight: weights[k] ?? NaN })).filter(({ expert, weight }) => expert >= 0 && Number.isFinite(weight)) });
  }
  return routing.length === 0 ? null : routing;
}

/** Row t of one head's map; null where attention was not captured or no head is on screen. */
async function attentionOf(context: InspectContext, { summary, manifest, tokens }: InspectionDetail, t: number, { l: layer, h: head }: ShotView): Promise<InspectionShot["attention"]> {
  if (layer === undefined || head === undefined || manifest.attention === null) return null;
  const { dtype, bytes } = await readHeadMap(context, summary.id, layer, head);
  const map = decodeTensor(dtype, bytes);
  const width = tokens.ids.length;
  return { layer, head, weights: Array.from(map.subarray(t * width, t * width + t + 1)) };
}

const samplingText = ({ temperature, topK, topP, minP, seed }: Sampling): string =>
  temperature === 0 ? "greedy: always the likeliest token" : [`temperature ${temperature}`, ...(topK > 0 ? [`top-k ${topK}`] : []), ...(topP < 1 ? [`top-p ${topP}`] : []), ...(minP > 0 ? [`min-p ${minP}`] : []), `seed ${seed}`].join(", ");

/**
 * The view of an inspection as it goes out to others. A locked token beyond the text is none. Errors: `not-found`; `bad-request` for a
 * layer or head that the model has not; those of the engine where a map has to be evaluated again.
 */
export async function readShot(context: InspectContext, id: string, view: ShotView): Promise<InspectionShot> {
  const detail = detailOf(await requireInspection(context, id));
  const { summary, manifest, tokens } = detail;
  const display = displayTokens(tokens);
  const t = view.t !== undefined && view.t < tokens.ids.length ? view.t : null;
  const parts = t === null ? null : await withTrace(tracePath(context.settings, id), async (trace) => ({ candidates: await candidatesOf(trace, detail, t), routing: await routingOf(trace, detail, t) }));
  const { fileName, sha256, sizeBytes, architecture, quantisation } = manifest.model;
  return inspectionShotSchema.parse({
    format: "vitrine-inspection", version: 1, title: summary.title, createdAt: summary.createdAt, software: manifest.software,
    model: { fileName, sha256, sizeBytes, architecture, quantisation },
    engine: `llama.cpp ${manifest.engine.llamaCpp}, ${manifest.engine.backend}${manifest.edits?.length ? `; the model was modified: ${editsSentence(manifest.edits)}` : ""}`,
    mode: manifest.mode, sampling: samplingText(manifest.sampling), promptTokens: manifest.promptTokens,
    tokens: display.tokens.map(({ shown, special }, i) => ({ text: shown, special, logprob: tokens.logprob[i] ?? null, rank: tokens.rank[i] ?? null })),
    locked: t,
    candidates: parts?.candidates ?? null,
    attention: t === null ? null : await attentionOf(context, detail, t, view),
    routing: parts?.routing ?? null,
  });
}
