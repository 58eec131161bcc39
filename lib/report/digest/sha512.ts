const MASK = 0xffff_ffff_ffff_ffffn;
const rotate = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & MASK;

/** First primes, from which the constants come. */
function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((p) => n % p !== 0n)) found.push(n);
  return found;
}

/** The first 64 bits of the fractional part of the `degree`-th root of n. */
function rootBits(n: bigint, degree: bigint): bigint {
  const target = n << (64n * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle;
  }
  return low & MASK;
}

const rounds = primes(80).map((p) => rootBits(p, 3n));
const start = primes(8).map((p) => rootBits(p, 2n));

/** SHA-512 (FIPS 180-4), for the short messages of signatures: on big integers, a few blocks a millisecond. Returns 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 17) / 128) * 128);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state = [...start];
  for (let at = 0; at < padded.length; at += 128) {
    const w: bigint[] = [];
    for (let t = 0; t < 80; t++) {
      if (t < 16) w.push(view.getBigUint64(at + 8 * t));
      else {
        const [w15 = 0n, w2 = 0n] = [w[t - 15], w[t - 2]];
        const s0 = rotate(w15, 1n) ^ rotate(w15, 8n) ^ (w15 >> 7n);
        const s1 = rotate(w2, 19n) ^ rotate(w2, 61n) ^ (w2 >> 6n);
        w.push(((w[t - 16] ?? 0n) + s0 + (w[t - 7] ?? 0n) + s1) & MASK);
      }
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let t = 0; t < 80; t++) {
      const s1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (~e & MASK & g)) + (rounds[t] ?? 0n) + (w[t] ?? 0n);
      const s0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = ((state[i] ?? 0n) + value) & MASK));
  }
  const result = new Uint8Array(64);
  const out = new DataView(result.buffer);
  state.forEach((word, i) => out.setBigUint64(8 * i, word));
  return result;
}
