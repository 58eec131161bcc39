import { VitrineError } from "@/lib/domain/errors";

const LARGEST_FORM = 4_096;

/** The field "password" of a small form, as browsers send it without a script; empty when there is none. Error: `bad-request`. */
export async function readPassword(request: Request): Promise<string> {
  const tooLong = new VitrineError("bad-request", "The form is too long.");
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_FORM) throw tooLong;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > LARGEST_FORM) {
      await reader?.cancel();
      throw tooLong;
    }
    chunks.push(next.value);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8")).get("password") ?? "";
}
