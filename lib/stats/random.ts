/**
 * A seeded generator: xoshiro128** 1.1 (Blackman & Vigna 2021, ACM TOMS 47(4)), its state filled by SplitMix64 as its authors
 * advise. The same seed gives the same numbers in Node, in workers and in browsers: all arithmetic is on 32-bit integers.
 */
export const GENERATOR_NAME = "xoshiro128** (SplitMix64 seeding)";

export interface Random {
  /** Uniform over 0 .. 2^32 - 1. */
  uint32(): number;
  /** Uniform over multiples of 2^-32 in [0, 1). */
  uniform(): number;
  /** Uniform over 0 .. bound - 1 without bias, for 1 <= bound <= 2^21. */
  below(bound: number): number;
  /** The same, many at once: what `below` would give in turn, several times faster. */
  fillBelow(target: Uint32Array, bound: number): void;
}

/** The four state words, in the order of the reference implementation; not all may be zero. */
export type GeneratorState = readonly [number, number, number, number];

const TWO_32 = 4_294_967_296;
const MASK_64 = (1n << 64n) - 1n;

/** `count` outputs of SplitMix64 (Steele, Lea & Flood 2014) started at `seed`. */
export function splitMix64(seed: bigint, count: number): bigint[] {
  let state = seed & MASK_64;
  return Array.from({ length: count }, () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
    return z ^ (z >> 31n);
  });
}

export function randomFromState(state: GeneratorState): Random {
  let [a, b, c, d] = state;
  const uint32 = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  // Lemire 2019 (ACM TOMACS 29(1)): the product stays below 2^53, so doubles hold it exactly.
  const below = (bound: number): number => {
    for (;;) {
      const product = uint32() * bound;
      const high = Math.floor(product / TWO_32);
      const low = product - high * TWO_32;
      if (low >= bound || low >= TWO_32 % bound) return high;
    }
  };
  return {
    uint32,
    uniform: () => uint32() / TWO_32,
    below,
    fillBelow(target, bound) {
      const threshold = TWO_32 % bound;
      // The state in local variables, since a closure's are slow to reach. The same steps as above.
      let [w, x, y, z] = [a, b, c, d];
      for (let i = 0; i < target.length; ) {
        const scrambled = Math.imul(x, 5);
        const product = (Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0) * bound;
        const shifted = x << 9;
        y ^= w;
        z ^= x;
        x ^= y;
        w ^= z;
        y ^= shifted;
        z = (z << 11) | (z >>> 21);
        const high = Math.floor(product / TWO_32);
        if (product - high * TWO_32 >= threshold) target[i++] = high;
      }
      [a, b, c, d] = [w, x, y, z];
    },
  };
}

/**
 * A stream of its own for each label: adding a metric or a group to an audit does not change the numbers of another.
 * `seed`: integer, 0 .. 2^53 - 1.
 */
export function seededRandom(seed: number, label = ""): Random {
  let hash = 0xcbf29ce484222325n; // FNV-1a, 64 bits
  for (const byte of new TextEncoder().encode(label)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK_64;
  const [first = 0n, second = 0n] = splitMix64(BigInt(seed) ^ (label === "" ? 0n : hash), 2);
  const low = (word: bigint) => Number(word & 0xffffffffn);
  const high = (word: bigint) => Number(word >> 32n);
  return randomFromState([low(first), high(first), low(second), high(second)]);
}
