import type { InspectionDetail } from "@/lib/domain/inspection";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { openTrace, type TraceReader } from "@/lib/trace/safetensors-reader";

export const EXPORT_CANDIDATES = 20;
/** Tokens read from the trace at a time. */
const BLOCK = 64;

async function rows(trace: TraceReader, name: string, from: number, to: number): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name, `${from}:${to}`);
  return decodeTensor(dtype, bytes);
}

async function candidateTexts(trace: TraceReader): Promise<Map<number, string>> {
  const whole = async (name: string) => {
    const { dtype, bytes } = await trace.read(name);
    return decodeTensor(dtype, bytes);
  };
  const ids = await whole(tensorNames.candidateIds);
  const offsets = await whole(tensorNames.candidateOffsets);
  const bytes = Buffer.from(await whole(tensorNames.candidateBytes));
  return new Map(Array.from(ids, (id, i) => [id, bytes.subarray(offsets[i], offsets[i + 1]).toString("utf8")]));
}

/** What is likeliest after token i, temperature 1, whole vocabulary. */
function candidatesOf(ids: TensorData, values: TensorData, kept: number, row: number, logSumExp: number, texts: Map<number, string>) {
  return Array.from({ length: Math.min(EXPORT_CANDIDATES, kept) }, (_, place) => {
    const id = ids[row * kept + place] ?? -1;
    return { id, text: texts.get(id) ?? null, logprob: (values[row * kept + place] ?? NaN) - logSumExp };
  });
}

/**
 * An inspection as JSON text, in pieces: `{manifest, traceSha256, tokens: [{id, text, bytes, prompt, logprob, rank, entropy, next,
 * experts}]}`. Logarithms are natural; `next` are the 20 likeliest tokens after this one; `experts` lists, by layer, the chosen experts
 * with their gate weights. What was not captured is left out.
 */
export async function* exportJson(detail: InspectionDetail, trace: TraceReader): AsyncGenerator<string, void, undefined> {
  const { tokens, manifest, traceSha256 } = detail;
  const routed = Array.from({ length: manifest.model.shape.layers }, (_, layer) => layer).filter((layer) => trace.tensors.has(tensorNames.routerExperts(layer)));
  const hasLogits = trace.tensors.has(tensorNames.logitIds);
  const texts = hasLogits ? await candidateTexts(trace) : new Map<number, string>();
  yield `{"manifest":${JSON.stringify(manifest)},"traceSha256":${JSON.stringify(traceSha256)},"tokens":[`;
  for (let from = 0; from < tokens.ids.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, tokens.ids.length);
    const logits = hasLogits
      ? { ids: await rows(trace, tensorNames.logitIds, from, to), values: await rows(trace, tensorNames.logitValues, from, to), sums: await rows(trace, tensorNames.logSumExp, from, to) }
      : null;
    const routing = [];
    for (const layer of routed) {
      routing.push({ layer, experts: await rows(trace, tensorNames.routerExperts(layer), from, to), weights: await rows(trace, tensorNames.routerWeights(layer), from, to) });
    }
    for (let i = from; i < to; i += 1) {
      const row = i - from;
      const kept = logits ? logits.ids.length / (to - from) : 0;
      const token = {
        id: tokens.ids[i],
        text: Buffer.from(tokens.bytes[i] ?? "", "base64").toString("utf8"),
        bytes: tokens.bytes[i],
        prompt: i < manifest.promptTokens,
        logprob: tokens.logprob[i],
        rank: tokens.rank[i],
        entropy: tokens.entropy[i],
        ...(logits ? { next: candidatesOf(logits.ids, logits.values, kept, row, logits.sums[row] ?? NaN, texts) } : {}),
        ...(routing.length > 0
          ? {
              experts: routing.map(({ layer, experts, weights }) => {
                const used = experts.length / (to - from);
                return { layer, chosen: Array.from({ length: used }, (_, k) => ({ expert: experts[row * used + k], weight: weights[row * used + k] })) };
              }),
            }
          : {}),
      };
      yield (i === 0 ? "" : ",") + JSON.stringify(token);
    }
  }
  yield "]}\n";
}

/** The same from a trace file, which is closed when the text ends or its reader goes away. */
export async function* exportJsonFile(detail: InspectionDetail, path: string): AsyncGenerator<string, void, undefined> {
  const trace = await openTrace(path);
  try {
    yield* exportJson(detail, trace);
  } finally {
    await trace.close();
  }
}
