import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { dtypeBytes, dtypeSchema, elementCount, type TensorSpec } from "./dtype";

/** The format's own limit: a longer header is an attack or a broken file. */
export const HEADER_LIMIT = 100_000_000;
const NAME_LIMIT = 1_000;
const RANK_LIMIT = 32;

export interface TensorEntry extends TensorSpec {
  /** Byte range in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface TraceHeader {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}

const size = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: dtypeSchema,
  shape: z.array(size).max(RANK_LIMIT),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());

export function unreadable(path: string, message: string, cause?: unknown): VitrineError {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  return new VitrineError("trace-unreadable", `The trace file cannot be read: ${shown}: ${message}.`, [{ path: shown, message }], { cause });
}

/** Length of the JSON header from the first 8 bytes of a file of `fileBytes` bytes. Error: `trace-unreadable`. */
export function parseHeaderLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < 8) throw unreadable("header length", `the file has only ${prefix.length} bytes`);
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (length < 2n) throw unreadable("header length", `${length} bytes cannot hold a header`);
  if (length > BigInt(HEADER_LIMIT)) throw unreadable("header length", `${length} bytes is over the limit of ${HEADER_LIMIT}`);
  if (length > BigInt(fileBytes - 8)) throw unreadable("header length", `it names ${length} bytes and the file has only ${fileBytes - 8} after it`);
  return Number(length);
}

function parseEntry(name: string, value: unknown, dataStart: number, fileBytes: number): TensorEntry {
  const place = `tensor "${name}"`;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (name === "" || name.length > NAME_LIMIT || /[\u0000-\u001f\u007f]/.test(name)) {
    throw unreadable(place, "its name is empty, too long or has control characters");
  }
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable([place, ...(issue?.path ?? [])].join("."), issue?.message ?? "invalid");
  }
  const { dtype, shape, data_offsets: [from, to] } = parsed.data;
  const bytes = elementCount(shape) * dtypeBytes[dtype];
  if (!Number.isSafeInteger(bytes)) throw unreadable(`${place}.shape`, `[${shape.join(", ")}] is too large`);
  if (to < from) throw unreadable(`${place}.data_offsets`, `${from} … ${to} ends before it begins`);
  if (to > fileBytes - dataStart) throw unreadable(`${place}.data_offsets`, `${from} … ${to} lies outside the file, which has ${fileBytes - dataStart} bytes of data`);
  if (to - from !== bytes) throw unreadable(`${place}.data_offsets`, `${to - from} bytes do not hold ${dtype} [${shape.join(", ")}], which takes ${bytes}`);
  return { name, dtype, shape, begin: dataStart + from, end: dataStart + to };
}

/**
 * Takes nothing on trust: every tensor lies inside the file, none overlap, and together they cover the data (as the format asks).
 * `json` are the header's bytes, `fileBytes` the size of the whole file. Error: `trace-unreadable`, naming the place.
 */
export function parseHeader(json: Uint8Array, fileBytes: number): TraceHeader {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(json);
    if (!text.startsWith("{")) throw new SyntaxError("it does not begin with {");
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable("header", "it is not a JSON object in UTF-8", cause);
  }
  if (typeof value !== "object" || value === null) throw unreadable("header", "it is not a JSON object");

  const dataStart = 8 + json.length;
  const tensors = new Map<string, TensorEntry>();
  let metadata = new Map<string, string>();
  for (const [name, entry] of Object.entries(value)) {
    if (name === "__metadata__") {
      const parsed = metadataSchema.safeParse(entry);
      if (!parsed.success) throw unreadable("__metadata__", "it is not a table of texts");
      metadata = new Map(Object.entries(parsed.data));
    } else {
      tensors.set(name, parseEntry(name, entry, dataStart, fileBytes));
    }
  }

  let reached = dataStart;
  const inOrder = [...tensors.values()].sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const tensor of inOrder) {
    if (tensor.begin < reached) throw unreadable(`tensor "${tensor.name}".data_offsets`, "it overlaps the tensor before it");
    if (tensor.begin > reached) throw unreadable(`tensor "${tensor.name}".data_offsets`, `${tensor.begin - reached} bytes before it belong to no tensor`);
    reached = tensor.end;
  }
  if (reached !== fileBytes) throw unreadable("data", `${fileBytes - reached} bytes at the end belong to no tensor`);
  return { tensors, metadata };
}
