import type { SpokenToken } from "@/lib/domain/effect";
import type { TokenTable } from "@/lib/domain/inspection";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import type { TraceReader } from "@/lib/trace/safetensors-reader";
import { readTokenTable } from "../token-table";

/** Likeliest tokens after one position, as a run kept them. */
export interface KeptRow {
  /** Best first. */
  ids: number[];
  /** Natural, over the whole vocabulary. */
  logprobs: number[];
}

async function read(trace: TraceReader, name: string, slice = ""): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name, slice);
  return decodeTensor(dtype, bytes);
}

async function readRow(trace: TraceReader, position: number): Promise<KeptRow> {
  const [ids, values, [sum = NaN]] = [await read(trace, tensorNames.logitIds, `${position}`), await read(trace, tensorNames.logitValues, `${position}`), await read(trace, tensorNames.logSumExp, `${position}:${position + 1}`)];
  const kept = [...ids].filter((id) => id >= 0);
  return { ids: kept, logprobs: kept.map((_, i) => (values[i] ?? NaN) - sum) };
}

/** Names tokens: the candidates of a trace, and the tokens of its text. */
async function readNames(trace: TraceReader, table: TokenTable): Promise<Map<number, SpokenToken>> {
  const names = new Map<number, SpokenToken>();
  const [ids, bytes, offsets, special] = [await read(trace, tensorNames.candidateIds), Buffer.from(await read(trace, tensorNames.candidateBytes)), await read(trace, tensorNames.candidateOffsets), await read(trace, tensorNames.candidateSpecial)];
  ids.forEach((id, i) => names.set(id, { id, bytes: bytes.subarray(offsets[i], offsets[i + 1]).toString("base64"), special: special[i] === 1 }));
  table.ids.forEach((id, i) => names.set(id, { id, bytes: table.bytes[i] ?? "", special: table.special[i] ?? false }));
  return names;
}

/** What of a run's recording an effect is made from. */
export interface Recorded {
  trace: TraceReader;
  table: TokenTable;
  /** After the last token read. */
  row: KeptRow;
  names: Map<number, SpokenToken>;
}

export async function readRecorded(trace: TraceReader, position: number): Promise<Recorded> {
  const table = await readTokenTable(trace);
  return { trace, table, row: await readRow(trace, position), names: await readNames(trace, table) };
}

export interface Figures {
  logprob: number;
  /** Null: behind the candidates that a run keeps. */
  rank: number | null;
}

/** Of a token among the kept candidates; null behind them. Equal logits share the better rank, as everywhere. */
export function figuresIn(row: KeptRow, id: number): Figures | null {
  const logprob = row.logprobs[row.ids.indexOf(id)];
  return logprob === undefined ? null : { logprob, rank: 1 + row.logprobs.filter((other) => other > logprob).length };
}
