/**
 * Canonical JSON (RFC 8785, "JCS"): one text for one value, so that its hash is the value's identity. Members sorted by UTF-16 code
 * units, numbers and strings as ECMAScript writes them, no white space. Written in pieces, which a large report needs: no string of
 * this text is longer than one member's. Error: `Error` naming the place of what JSON cannot hold (NaN, infinities, lone surrogates,
 * undefined, functions).
 */
export function canonicalJson(value: unknown): string {
  const pieces: string[] = [];
  write(value, pieces, "");
  return pieces.join("");
}

// `isWellFormed` is younger than some browsers that open reports.
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function text(value: string, place: string): string {
  if (loneSurrogate.test(value)) throw new Error(`${place || "the value"} holds half of a character (a lone surrogate)`);
  return JSON.stringify(value);
}

function write(value: unknown, pieces: string[], place: string): void {
  switch (typeof value) {
    case "string":
      pieces.push(text(value, place));
      return;
    case "number":
      if (!Number.isFinite(value)) throw new Error(`${place || "the value"} is ${value}, which JSON has no number for`);
      pieces.push(JSON.stringify(value));
      return;
    case "boolean":
      pieces.push(value ? "true" : "false");
      return;
    case "object":
      if (value === null) pieces.push("null");
      else if (Array.isArray(value)) writeArray(value, pieces, place);
      else writeObject(value, pieces, place);
      return;
    default:
      throw new Error(`${place || "the value"} is ${typeof value}, which JSON cannot hold`);
  }
}

function writeArray(values: readonly unknown[], pieces: string[], place: string): void {
  pieces.push("[");
  values.forEach((value, i) => {
    if (i > 0) pieces.push(",");
    // Long columns of numbers are most of a report.
    if (typeof value === "number" && Number.isFinite(value)) pieces.push(JSON.stringify(value));
    else write(value, pieces, `${place}[${i}]`);
  });
  pieces.push("]");
}

function writeObject(value: object, pieces: string[], place: string): void {
  pieces.push("{");
  let first = true;
  // The default order of `sort` is by UTF-16 code units, as the RFC wants it.
  const members = new Map<string, unknown>(Object.entries(value));
  for (const key of [...members.keys()].sort()) {
    if (!first) pieces.push(",");
    first = false;
    pieces.push(text(key, place), ":");
    write(members.get(key), pieces, place === "" ? key : `${place}.${key}`);
  }
  pieces.push("}");
}
