import { openTrace, withTrace } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "./context";
import { tracePath } from "./trace-files";

/** A tensor, or a slice of one; `bytes` makes any part of it. */
export interface ReadableTensor {
  dtype: string;
  shape: readonly number[];
  byteLength: number;
  bytes(begin: number, end: number): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * A tensor of an inspection's trace. Without a slice nothing is read until its bytes are asked for, and then in pieces, however large
 * it is; a slice is read at once. Errors: `not-found`, `bad-request`, `trace-unreadable`.
 */
export async function readTensor(context: InspectContext, id: string, name: string, slice: string): Promise<ReadableTensor> {
  const path = tracePath(context.settings, id);
  if (slice !== "") {
    const { dtype, shape, bytes } = await withTrace(path, (trace) => trace.read(name, slice));
    return { dtype, shape, byteLength: bytes.length, bytes: async function* (begin, end) { yield bytes.subarray(begin, end); } };
  }
  const { dtype, shape, begin: first, end: last } = await withTrace(path, (trace) => Promise.resolve(trace.entry(name)));
  return {
    dtype,
    shape,
    byteLength: last - first,
    bytes: async function* (begin, end) {
      const trace = await openTrace(path);
      try {
        yield* trace.stream(name, begin, end);
      } finally {
        await trace.close();
      }
    },
  };
}
