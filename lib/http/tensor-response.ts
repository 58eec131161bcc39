import { DTYPE_HEADER, SHAPE_HEADER } from "@/lib/domain/api";
import { parseByteRange } from "./byte-range";
import { bodyOf } from "./streams";

/** What is answered: a tensor or a part of one, whose bytes are made when they are asked for. */
export interface TensorSource {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly byteLength: number;
  /** Bytes begin <= i < end, row-major little-endian. */
  bytes(begin: number, end: number): AsyncGenerator<Uint8Array, void, undefined>;
}

/** Finished inspections never change: what was asked for once need not be asked for again. */
export function tensorHeaders({ dtype, shape, etag }: { dtype: string; shape: readonly number[]; etag: string }): Record<string, string> {
  return {
    "content-type": "application/octet-stream",
    [DTYPE_HEADER]: dtype,
    [SHAPE_HEADER]: shape.join(","),
    etag: `"${etag}"`,
    "cache-control": "private, max-age=31536000, immutable",
  };
}

export const notModified = (request: Request, etag: string): boolean => request.headers.get("if-none-match") === `"${etag}"`;

/** The whole of a tensor, or the one range of it that `range` (the header) asks for. */
export function tensorResponse(source: TensorSource, etag: string, range: string | null): Response {
  const { byteLength } = source;
  const wanted = parseByteRange(range, byteLength);
  if (wanted === "unsatisfiable") return new Response(null, { status: 416, headers: { "content-range": `bytes */${byteLength}` } });
  const { begin, end } = wanted ?? { begin: 0, end: byteLength };
  const headers = { ...tensorHeaders({ ...source, etag }), "accept-ranges": "bytes", "content-length": String(end - begin) };
  const body = bodyOf(source.bytes(begin, end));
  return wanted
    ? new Response(body, { status: 206, headers: { ...headers, "content-range": `bytes ${begin}-${end - 1}/${byteLength}` } })
    : new Response(body, { headers });
}
