import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** How long a process that works on something is taken to live without a word, ms. A large model's share of work may take minutes. */
export const OWNED_MS = 5 * 60_000;

/** Who last said that they work on something, and until when that holds without a word. */
export interface Held {
  owner: string | null;
  ownedUntil: Date | null;
}

/** Thrown where work was taken away, by a person or another process: whoever did it has said so. */
export class TakenAway extends Error {
  override readonly name = "TakenAway";
}

export const newOwner = (): string => `${hostname()} ${process.pid} ${randomUUID()}`;
export const ownedUntil = (): Date => new Date(Date.now() + OWNED_MS);

/** Whether some process still works on it. On this machine the system knows, on others their last word decides. */
export function isAlive({ owner, ownedUntil: until }: Held, me: string): boolean {
  if (owner === null || owner === me || until === null || until.getTime() < Date.now()) return false;
  const [host, pid] = owner.split(" ");
  if (host !== hostname()) return true;
  // The same number again: an earlier process than this one had it.
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
