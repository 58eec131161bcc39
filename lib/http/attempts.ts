import { RateLimit } from "./rate-limit";

const MINUTE_MS = 60_000;

/** Next bundles this module several times; a symbol on the process's global object makes them share the counts. */
const KEY = Symbol.for("vitrine.attempts");
const shared = globalThis as typeof globalThis & { [KEY]?: Map<string, RateLimit> };

function limit(name: string, options: { attempts: number; windowMs: number; keys: number }): RateLimit {
  shared[KEY] ??= new Map();
  const present = shared[KEY].get(name) ?? new RateLimit(options);
  shared[KEY].set(name, present);
  return present;
}

/**
 * Links that lead nowhere, of all readers together: addresses are easily made up, tokens are not guessed, and a link that is open is
 * never refused for what others tried.
 */
export const linkMisses = limit("links", { attempts: 120, windowMs: MINUTE_MS, keys: 1 });

/** Wrong passwords by link. Whoever knows the link can keep others out for that long; the owner then makes a new one. */
export const passwordMisses = limit("passwords", { attempts: 10, windowMs: 15 * MINUTE_MS, keys: 10_000 });

/** Wrong access passwords to the workbench, of all together. */
export const accessMisses = limit("access", { attempts: 30, windowMs: MINUTE_MS, keys: 1 });

/** The key where all are counted together. */
export const ANYBODY = "anybody";
