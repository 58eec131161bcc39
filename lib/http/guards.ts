import { VitrineError } from "@/lib/domain/errors";
import { carriesPassword, readNetworkAccess, type NetworkAccess } from "./access";
import { accessMisses, ANYBODY } from "./attempts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
/** An address is what it says; a name may be made to lead here by whoever owns it. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])$/;

/** Read once; the environment of a process does not change. */
let fromEnvironment: { access: NetworkAccess | null } | undefined;
const networkAccess = (): NetworkAccess | null => (fromEnvironment ??= { access: readNetworkAccess(process.env) }).access;

/** The name of a Host header value without its port, or null when it is not one. */
const nameOf = (host: string): string | null => /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? null;

/** Refuses a Host that is neither a loopback name nor, where the network may come in, an address or a name that was listed (DNS rebinding). */
function guardHost(host: string, access: NetworkAccess | null): void {
  const name = nameOf(host);
  const known = name !== null && (LOOPBACK.has(name) || (access !== null && (ADDRESS.test(name) || access.names.has(name))));
  if (known) return;
  throw new VitrineError(
    "forbidden",
    access === null ? "Vitrine answers only under its own address, 127.0.0.1 or localhost. Open it there." : "Vitrine does not answer to this name. Open it by its address, or list the name in VITRINE_NAMES.",
  );
}

/**
 * The right password is never refused for what others tried: anybody could lock the owner out. Wrong ones alone are told to wait, which
 * spares work and tells of the fault; what keeps guessers out is the password's length. Error: `password-needed`, `too-many-attempts`.
 */
function guardAccess(headers: Headers, { password }: NetworkAccess): void {
  const authorization = headers.get("authorization");
  if (carriesPassword(authorization, password)) return;
  const wait = authorization === null ? 0 : accessMisses.wait(ANYBODY);
  if (wait > 0) throw new VitrineError("too-many-attempts", `Too many wrong passwords. Try again in ${wait} seconds.`);
  if (authorization !== null) accessMisses.count(ANYBODY);
  throw new VitrineError("password-needed", "This Vitrine asks for its access password.");
}

/**
 * Refuses what does not come from this server's own pages: a Host that is not its own (DNS rebinding: a stranger's name that resolves
 * to this machine), an Origin other than that Host, and cross-site requests as the browser marks them. Programs such as curl send no
 * Origin and pass by their Host. Where other machines can reach the server, the access password is asked for too. Errors: `forbidden`,
 * `password-needed`, `too-many-attempts`.
 */
export function guardRequest(headers: Headers, method: string, access: NetworkAccess | null = networkAccess()): void {
  const host = headers.get("host") ?? "";
  guardHost(host, access);
  const origin = headers.get("origin");
  // Beyond this machine something in front may speak TLS.
  if (origin !== null && origin !== `http://${host}` && (access === null || origin !== `https://${host}`)) {
    throw new VitrineError("forbidden", "This request comes from another site’s page and is refused.");
  }
  const site = headers.get("sec-fetch-site");
  const changes = method !== "GET" && method !== "HEAD";
  const isNavigation = headers.get("sec-fetch-mode") === "navigate" && !changes;
  if (site !== null && site !== "same-origin" && site !== "none" && !isNavigation) {
    throw new VitrineError("forbidden", "This request comes from another site’s page and is refused.");
  }
  if (access !== null) guardAccess(headers, access);
}

/**
 * Of shared pages, which strangers read without a password: only the Host is looked at. A form sent from a page that tells no referrer
 * has the Origin "null", and no request to these pages changes anything but the count of views and of wrong passwords.
 */
export function guardPublicRequest(headers: Headers, access: NetworkAccess | null = networkAccess()): void {
  guardHost(headers.get("host") ?? "", access);
}
