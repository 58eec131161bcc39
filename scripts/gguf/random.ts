/**
 * Seeded normal deviates for made-up weights: a 32-bit mixing generator (splitmix32's constants) through Box–Muller. Same seed,
 * same stream, on every machine. Good enough for weights, not for statistics.
 */
export class RandomWeights {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits. */
  bits(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** `count` draws from N(mean, deviation²), as float32. */
  normal(count: number, deviation: number, mean = 0): Float32Array {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log((this.bits() + 1) / 0x1_0000_0001));
      const angle = (2 * Math.PI * this.bits()) / 0x1_0000_0000;
      out[i] = mean + radius * Math.cos(angle);
      if (i + 1 < count) out[i + 1] = mean + radius * Math.sin(angle);
    }
    return out;
  }
}
