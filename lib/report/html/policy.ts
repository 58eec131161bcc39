import { createHash } from "node:crypto";

const list = (parts: readonly string[]): string =>
  parts.length === 0 ? "'none'" : parts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`).join(" ");

/**
 * The content security policy of a self-contained file: its own styles and scripts by their hashes, style attributes not among them, the
 * check's worker, pictures and fonts that it carries, and nothing from anywhere.
 */
export function policyOf(styles: readonly string[], scripts: readonly string[]): string {
  return `default-src 'none'; style-src ${list(styles)}; script-src ${list(scripts)}; worker-src blob:; font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
}
