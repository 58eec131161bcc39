import { VitrineError } from "@/lib/domain/errors";

/** A prompt at its limit, escaped to \uXXXX throughout, still fits. */
export const BODY_BYTE_LIMIT = 16 * 1024 * 1024;

/** A body, read no further than `limit` bytes. Error: `bad-request` with the message `tooLong`. */
export async function readBytes(request: Request, limit: number, tooLong: string): Promise<Buffer> {
  const refusal = new VitrineError("bad-request", tooLong);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw refusal;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > limit) {
      await reader?.cancel();
      throw refusal;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

/** A JSON body of at most `BODY_BYTE_LIMIT`. An absent body is `undefined`. Errors: `bad-request`, `prompt-not-utf8`. */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request, BODY_BYTE_LIMIT, `The request is longer than ${BODY_BYTE_LIMIT / 1024 / 1024} MB.`);
  if (bytes.length === 0) return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) throw new VitrineError("bad-request", "The request’s content-type must be application/json.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new VitrineError("prompt-not-utf8", "The request is not valid UTF-8 text.", undefined, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VitrineError("bad-request", "The request is not valid JSON.", undefined, { cause });
  }
}
