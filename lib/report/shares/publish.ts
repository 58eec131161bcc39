import { createHash, randomBytes, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { publishRequestSchema} from "@/lib/domain/report";
import { type Published, type ShareSummary } from "@/lib/domain/report";
import type { Database } from "@/lib/db/client";
import { findShare, insertShare, moveExpiry, revokeShare as revokeRow } from "@/lib/db/shares";
import { hashPassword } from "./password";
import { policyOfFile } from "./policy";

const DAY_MS = 24 * 60 * 60 * 1_000;
const TOKEN_BYTES = 32;

export const tokenHashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

export interface SharedFile {
  kind: ShareSummary["kind"];
  title: string;
  number: number;
  /** The stored report that it shows; null for inspections. */
  reportId: string | null;
  /** Makes the self-contained HTML file, UTF-8. Nothing is stored unless it succeeds. */
  html: () => Promise<Uint8Array>;
}

const notThere = () => new VitrineError("not-found", "This link is not there (any more).");
const pack = promisify(gzip);

/**
 * Makes a link to a file as it is now. The token, 32 random bytes, is in the answer and nowhere else. Errors: those of making the file;
 * `disk-full`; either way nothing is published.
 */
export async function publishShare(database: Database, { kind, title, number, reportId, html }: SharedFile, request: z.output<typeof publishRequestSchema>, now = new Date()): Promise<Published> {
  const [file, passwordHash] = [await html(), request.password === null ? null : await hashPassword(request.password)];
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const id = randomUUID();
  const made = await insertShare(database, {
    id, kind, title, number, reportId, tokenHash: tokenHashOf(token), passwordHash, policy: policyOfFile(new TextDecoder().decode(file)), content: new Uint8Array(await pack(file)),
    expiresAt: new Date(now.getTime() + request.expiresInDays * DAY_MS),
  });
  if (!made) throw new VitrineError("not-found", "This report was deleted meanwhile: there is nothing to share.");
  return { share: await requireShare(database, id), path: `/r/${token}` };
}

export async function requireShare(database: Database, id: string): Promise<ShareSummary> {
  const share = await findShare(database, id);
  if (!share) throw notThere();
  return share;
}

/** From now on; an expired link opens again, a revoked one never. Errors: `not-found`, `bad-request`. */
export async function extendShare(database: Database, id: string, expiresInDays: number, now = new Date()): Promise<ShareSummary> {
  const { state } = await requireShare(database, id);
  if (state === "revoked" || !(await moveExpiry(database, id, new Date(now.getTime() + expiresInDays * DAY_MS)))) {
    throw new VitrineError("bad-request", "This link was revoked, which is for good. Make a new one.");
  }
  return requireShare(database, id);
}

/** For good. Error: `not-found`. */
export async function revokeShare(database: Database, id: string): Promise<ShareSummary> {
  if (!(await revokeRow(database, id))) throw notThere();
  return requireShare(database, id);
}
