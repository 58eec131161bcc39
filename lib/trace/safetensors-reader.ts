import { open, type FileHandle } from "node:fs/promises";
import { VitrineError } from "@/lib/domain/errors";
import { isMissingFile } from "./disk";
import { dtypeBytes, type Dtype } from "./dtype";
import { parseHeader, parseHeaderLength, unreadable, type TensorEntry, type TraceHeader } from "./safetensors-header";
import { parseSlice, planSlice, sliceShape } from "./slice";

/** Runs closer than this are fetched by one read: 32 KiB too many cost less than another system call. */
const GAP_BYTES = 32 * 1024;
/** The most that is read at once when runs are gathered; memory is this plus the result. */
const WINDOW_BYTES = 1024 * 1024;
/** The largest slice that is held in memory. Whole tensors of any size can be streamed. */
export const SLICE_BYTE_LIMIT = 1024 * 1024 * 1024;

export interface TensorSlice {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major, little-endian. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface TraceReader extends TraceHeader {
  readonly fileBytes: number;
  /** Error: `not-found`. */
  entry(name: string): TensorEntry;
  /**
   * The part of a tensor named by a slice such as `:,17,:` (see `parseSlice`); the whole when there is none. Reads only what is
   * asked for, up to `GAP_BYTES` between neighbouring pieces. Errors: `not-found`, `bad-request`, `trace-unreadable`.
   */
  read(name: string, slice?: string): Promise<TensorSlice>;
  /** Bytes `begin <= i < end` of a tensor, in pieces of at most 1 MiB. */
  stream(name: string, begin?: number, end?: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
  close(): Promise<void>;
}

async function readExactly(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw unreadable(`byte ${position + done}`, "the file ends here; it was cut while it was open");
    done += bytesRead;
  }
}

/** Copies the runs at `starts` (ascending, file positions) one after the other into `out`, with few reads. */
async function gather(file: FileHandle, starts: Iterable<number>, runBytes: number, out: Uint8Array): Promise<void> {
  let window: Uint8Array | undefined;
  let group: number[] = [];
  let filled = 0;
  const flush = async () => {
    const first = group[0];
    const last = group[group.length - 1];
    if (first === undefined || last === undefined) return;
    const span = last + runBytes - first;
    if (span === group.length * runBytes) {
      // The runs touch each other: straight into the result.
      await readExactly(file, out.subarray(filled, filled + span), first);
      filled += span;
    } else {
      window ??= new Uint8Array(WINDOW_BYTES);
      const piece = window.subarray(0, span);
      await readExactly(file, piece, first);
      for (const start of group) {
        out.set(piece.subarray(start - first, start - first + runBytes), filled);
        filled += runBytes;
      }
    }
    group = [];
  };
  for (const start of starts) {
    const first = group[0];
    const last = group[group.length - 1];
    if (first !== undefined && last !== undefined) {
      const near = start - (last + runBytes) <= GAP_BYTES;
      if (!near || start + runBytes - first > WINDOW_BYTES) await flush();
    }
    group.push(start);
  }
  await flush();
}

function* shifted(offsets: Iterable<number>, by: number): Generator<number, void, undefined> {
  for (const offset of offsets) yield offset + by;
}

/** Opens a .safetensors file, whoever wrote it. Errors: `not-found`, `trace-unreadable` with the place named. */
export async function openTrace(path: string): Promise<TraceReader> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (cause) {
    if (!isMissingFile(cause)) throw cause;
    throw new VitrineError("not-found", "The trace file is not there.", undefined, { cause });
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable("file", "it is not a regular file");
    const prefix = new Uint8Array(Math.min(8, stat.size));
    await readExactly(file, prefix, 0);
    const json = new Uint8Array(parseHeaderLength(prefix, stat.size));
    await readExactly(file, json, 8);
    return readerOf(file, stat.size, parseHeader(json, stat.size));
  } catch (error) {
    await file.close();
    throw error;
  }
}

function readerOf(file: FileHandle, fileBytes: number, header: TraceHeader): TraceReader {
  const entry = (name: string): TensorEntry => {
    const found = header.tensors.get(name);
    if (!found) throw new VitrineError("not-found", `This trace holds no tensor “${name.slice(0, 100)}”.`);
    return found;
  };
  return {
    ...header,
    fileBytes,
    entry,
    async read(name, slice = "") {
      const { dtype, shape, begin } = entry(name);
      const ranges = parseSlice(slice, shape);
      const plan = planSlice(shape, ranges, dtypeBytes[dtype]);
      const bytes = plan.runs * plan.runBytes;
      if (bytes > SLICE_BYTE_LIMIT) throw new VitrineError("bad-request", `This slice takes ${bytes} bytes, more than ${SLICE_BYTE_LIMIT}: ask for less at a time.`);
      const out = new Uint8Array(bytes);
      await gather(file, shifted(plan.offsets(), begin), plan.runBytes, out);
      return { dtype, shape: sliceShape(ranges), bytes: out };
    },
    async *stream(name, from = 0, to) {
      const { begin, end } = entry(name);
      const stop = Math.min(end, begin + (to ?? end - begin));
      for (let position = begin + from; position < stop; ) {
        const piece = new Uint8Array(Math.min(WINDOW_BYTES, stop - position));
        await readExactly(file, piece, position);
        position += piece.length;
        yield piece;
      }
    },
    close: () => file.close(),
  };
}

/** Opens, hands over, closes. */
export async function withTrace<T>(path: string, use: (trace: TraceReader) => Promise<T>): Promise<T> {
  const trace = await openTrace(path);
  try {
    return await use(trace);
  } finally {
    await trace.close();
  }
}
