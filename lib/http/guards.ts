import { VitrineError } from "@/lib/domain/errors";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Name and port of a Host header value, or null when it is not one. */
function parseHost(host: string): { name: string; port: string } | null {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(host);
  return match?.[1] ? { name: match[1].toLowerCase(), port: match[2] ?? "80" } : null;
}

/**
 * Refuses what does not come from this server's own pages: a Host that is not a loopback name (DNS rebinding: a stranger's name
 * that resolves to this machine), an Origin other than that Host, and cross-site requests as the browser marks them. Programs
 * such as curl send no Origin and pass by their Host. Error: `forbidden`.
 */
export function guardRequest(headers: Headers, method: string): void {
  const host = headers.get("host") ?? "";
  const own = parseHost(host);
  if (!own || !LOOPBACK.has(own.name)) {
    throw new VitrineError("forbidden", "Vitrine answers only under its own address, 127.0.0.1 or localhost. Open it there.");
  }
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) {
    throw new VitrineError("forbidden", "This request comes from another site’s page and is refused.");
  }
  const site = headers.get("sec-fetch-site");
  const changes = method !== "GET" && method !== "HEAD";
  const isNavigation = headers.get("sec-fetch-mode") === "navigate" && !changes;
  if (site !== null && site !== "same-origin" && site !== "none" && !isNavigation) {
    throw new VitrineError("forbidden", "This request comes from another site’s page and is refused.");
  }
}
