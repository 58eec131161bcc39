/**
 * The one range of a Range header over `size` bytes as [begin, end), or null where the header is absent or asks for what this
 * server does not do (several ranges): then the whole is sent, as RFC 9110 allows. "unsatisfiable" where it lies outside.
 */
export function parseByteRange(header: string | null, size: number): { begin: number; end: number } | null | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { begin: size - length, end: size };
  }
  const begin = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  return begin >= size || end <= begin ? "unsatisfiable" : { begin, end };
}
