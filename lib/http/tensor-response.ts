import { DTYPE_HEADER, SHAPE_HEADER } from "@/lib/domain/api";

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
