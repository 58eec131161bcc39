import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";

/** Shorter ones are tried out in no time by whoever is on the same network. */
export const LEAST_PASSWORD = 12;

const LOOPBACK_ADDRESS = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;
export const isLoopback = (host: string): boolean => LOOPBACK_ADDRESS.test(host.toLowerCase());

/** How the server may be reached beyond this machine; null while it listens on the loopback address alone. */
export interface NetworkAccess {
  /** Asked for everything but shared pages. */
  password: string;
  /** Host names that the server answers to besides loopback names and plain addresses; the one that it listens at is among them. */
  names: ReadonlySet<string>;
}

const text = z.string().trim().default("");
const environmentSchema = z.object({ VITRINE_HOST: text, VITRINE_ALLOW_NETWORK: text, VITRINE_PASSWORD: z.string().default(""), VITRINE_NAMES: text });

/**
 * Reads VITRINE_HOST, VITRINE_ALLOW_NETWORK, VITRINE_PASSWORD and VITRINE_NAMES. Error: a sentence for the person at the terminal when
 * an address beyond this machine is asked for without the flag or without a password.
 */
export function readNetworkAccess(environment: Readonly<Record<string, string | undefined>>): NetworkAccess | null {
  const { VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: allowed, VITRINE_PASSWORD: password, VITRINE_NAMES: names } = environmentSchema.parse(environment);
  if (host === "" || isLoopback(host)) return null;
  if (allowed !== "1") throw new Error(`“${host}” can be reached from other machines. If that is meant, say so with --allow-network (or VITRINE_ALLOW_NETWORK=1), and set an access password in VITRINE_PASSWORD.`);
  if (password.length < LEAST_PASSWORD) throw new Error(`Reachable from other machines, Vitrine needs an access password of at least ${LEAST_PASSWORD} characters in VITRINE_PASSWORD.`);
  const listed = names.toLowerCase().split(/[\s,]+/).filter((name) => name !== "");
  return { password, names: new Set(isIP(host) === 0 ? [host.toLowerCase(), ...listed] : listed) };
}

/** Whether the Authorization header carries the password (HTTP Basic, whatever the user name). */
export function carriesPassword(authorization: string | null, password: string): boolean {
  const match = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(authorization ?? "");
  const decoded = Buffer.from(match?.[1] ?? "", "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const digest = (value: string) => createHash("sha256").update(value).digest();
  // Hashes are of one length: the comparison takes the same time for every password.
  const same = timingSafeEqual(digest(colon < 0 ? "" : decoded.slice(colon + 1)), digest(password));
  return same && colon >= 0;
}
