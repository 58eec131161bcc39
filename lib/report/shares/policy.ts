import { createHash } from "node:crypto";

/** The contents of all elements of that name without attributes, which is how the files of reports hold their own code and style. */
function inlineParts(html: string, name: "script" | "style"): string[] {
  const parts: string[] = [];
  const [open, close] = [`<${name}>`, `</${name}>`];
  for (let from = html.indexOf(open); from >= 0; from = html.indexOf(open, from)) {
    const end = html.indexOf(close, from);
    if (end < 0) break;
    parts.push(html.slice(from + open.length, end));
    from = end;
  }
  return parts;
}

const hashed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * The content security policy of a shared file: its own scripts and styles by their hashes, its worker, pictures and fonts that it
 * carries, and nothing from anywhere, this server included. Style attributes place marks of charts; they cannot load anything.
 */
export function policyOfFile(html: string): string {
  const list = (hashes: string[]): string => (hashes.length === 0 ? "'none'" : hashes.join(" "));
  return [
    "default-src 'none'",
    `script-src ${list(inlineParts(html, "script").map(hashed))}`,
    `style-src ${list(inlineParts(html, "style").map(hashed))}`,
    "style-src-attr 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
