import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** Of scrypt: 2^15 blocks of 8 KiB, about 32 MiB and 0.1 s a try. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const MAX_MEMORY = 128 * 1024 * 1024;
const LENGTH = 32;

/** Tries at the same time: each takes memory and a thread of the pool. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The place is handed on.
    if (next) next();
    else running -= 1;
  }
}

function derive(password: string, salt: Uint8Array, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  return inTurn(() => new Promise((settle, fail) => scrypt(password.normalize("NFKC"), salt, LENGTH, { N, r, p, maxmem: MAX_MEMORY }, (error, key) => (error ? fail(error) : settle(key)))));
}

/** "scrypt$N$r$p$salt$key", salt and key base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** In the time that deriving takes, whether it is the one or not. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [name, N, r, p, salt = "", key = ""] = hash.split("$");
  if (name !== "scrypt") return false;
  const found = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  const expected = Buffer.from(key, "base64url");
  return found.length === expected.length && timingSafeEqual(found, expected);
}
