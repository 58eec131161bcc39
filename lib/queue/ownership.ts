import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** How long a process of another machine that works on something is taken to live without a word, ms. */
export const OWNED_MS = 5 * 60_000;
/** How often a process says that it lives, ms: several times before it is given up. */
export const RENEWED_MS = 60_000;

/** Who last said that they work on something, and until when that holds without a word. */
export interface Held {
  owner: string | null;
  ownedUntil: Date | null;
}

/** Thrown where work was taken away, by a person or another process: whoever did it has said so. */
export class TakenAway extends Error {
  override readonly name = "TakenAway";
}

/** When a process was started, in the system's own count: tells it from a later one with the same number. Null where the system does not tell, or there is none. */
function startOf(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is a name in parentheses, which may hold anything; the start is the 22nd.
    return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

const UNKNOWN = "-";
/** Names a process of this machine, and no other one ever. */
export const ownerOf = (pid: number): string => `${hostname()} ${pid} ${startOf(pid) ?? UNKNOWN} ${randomUUID()}`;
export const newOwner = (): string => ownerOf(process.pid);
export const ownedUntil = (): Date => new Date(Date.now() + OWNED_MS);

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Whether some process still works on it. Of this machine's processes the system knows, however long they have been silent: one that
 * is stopped, or sleeps with the machine, is not dead. Of others, and where the system does not tell whether the number is still the same
 * process's, their last word decides.
 */
export function isAlive({ owner, ownedUntil: until }: Held, me: string): boolean {
  if (owner === null || owner === me) return false;
  const spoken = until !== null && until.getTime() >= Date.now();
  const [host, number, started] = owner.split(" ");
  if (host !== hostname()) return spoken;
  const pid = Number(number);
  // The same number again: an earlier process than this one had it.
  if (pid === process.pid || !exists(pid)) return false;
  const now = startOf(pid);
  return started === UNKNOWN || now === null ? spoken : started === now;
}
