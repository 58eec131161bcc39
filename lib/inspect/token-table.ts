import { gunzipSync, gzipSync } from "node:zlib";
import { tokenTableSchema, type TokenTable } from "@/lib/domain/inspection";
import { VitrineError } from "@/lib/domain/errors";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import type { TraceReader } from "@/lib/trace/safetensors-reader";

/** "Not measured" is NaN in a trace and null over HTTP. */
const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

async function column(trace: TraceReader, name: string, length?: number): Promise<TensorData> {
  const { dtype, bytes } = await trace.read(name);
  const data = decodeTensor(dtype, bytes);
  if (length !== undefined && data.length !== length) {
    throw new VitrineError("trace-unreadable", `The tensor “${name}” has ${data.length} entries where ${length} were expected.`);
  }
  return data;
}

/** The token table of a trace. Error: `trace-unreadable`, `not-found` when a tensor is missing. */
export async function readTokenTable(trace: TraceReader): Promise<TokenTable> {
  const ids = await column(trace, tensorNames.tokens);
  const length = ids.length;
  const bytes = Buffer.from(await column(trace, tensorNames.tokenBytes));
  const offsets = await column(trace, tensorNames.tokenOffsets, length + 1);
  const special = await column(trace, tensorNames.tokenSpecial, length);
  const logprob = await column(trace, tensorNames.logprob, length);
  const rank = await column(trace, tensorNames.rank, length);
  const entropy = await column(trace, tensorNames.entropy, length);
  return {
    ids: Array.from(ids),
    bytes: Array.from(ids, (_, i) => bytes.subarray(offsets[i], offsets[i + 1]).toString("base64")),
    special: Array.from(special, (value) => value === 1),
    logprob: Array.from(logprob, numberOrNull),
    rank: Array.from(rank, (value) => (value < 1 ? null : value)),
    entropy: Array.from(entropy, numberOrNull),
  };
}

/** For the database. */
export function packTokenTable(table: TokenTable): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(JSON.stringify(table)));
}

export function unpackTokenTable(packed: Uint8Array): TokenTable {
  return tokenTableSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}

/** One token's bytes as text; a part of a character shows as U+FFFD. */
export function tokenText(table: TokenTable, position: number): string {
  return Buffer.from(table.bytes[position] ?? "", "base64").toString("utf8");
}
