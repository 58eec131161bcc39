import { timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Database } from "@/lib/db/client";
import { findByToken, readShare } from "@/lib/db/shares";
import { isPassword } from "./password";
import { tokenHashOf } from "./publish";

/** 32 bytes as base64url. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const unpack = promisify(gunzip);

export interface OpenShare {
  id: string;
  passwordHash: string | null;
  /** A newer version of the report is there; this link keeps its own. */
  superseded: boolean;
  number: number;
}

/** The link of a token while it is open; null for unknown, expired and revoked ones alike. */
export async function findOpenShare(database: Database, token: string, now = new Date()): Promise<OpenShare | null> {
  const hash = tokenHashOf(token);
  const found = await findByToken(database, hash, now);
  // The database found it by its index; that it is the one is decided in constant time.
  if (!tokenPattern.test(token) || !found || !timingSafeEqual(Buffer.from(found.tokenHash), Buffer.from(hash))) return null;
  const { id, state, number } = found.share;
  return state === "revoked" || state === "expired" ? null : { id, passwordHash: found.passwordHash, superseded: state === "superseded", number };
}

export const opensWith = ({ passwordHash }: OpenShare, password: string): Promise<boolean> => (passwordHash === null ? Promise.resolve(true) : isPassword(password, passwordHash));

/** The file, counted as a view; null when the link was revoked or has expired meanwhile. */
export async function readOpenShare(database: Database, { id, superseded, number }: OpenShare, now = new Date()): Promise<{ html: string; policy: string } | null> {
  const stored = await readShare(database, id, now);
  if (!stored) return null;
  const html = (await unpack(stored.content)).toString("utf8");
  return { html: superseded ? withNote(html, number) : html, policy: stored.policy };
}

/** Put in as the file is sent: the snapshot itself stays what it was. */
function withNote(html: string, number: number): string {
  const body = html.indexOf("<body>");
  if (body < 0) return html;
  const at = body + "<body>".length;
  return `${html.slice(0, at)}\n<p class="superseded" role="note">This is version ${number} of this report, as it was shared. There is a newer version; ask whoever sent you this link.</p>${html.slice(at)}`;
}
