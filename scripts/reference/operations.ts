/**
 * The few operations that a transformer is made of, in float64 and straight loops: slow, and easy to check by eye.
 */

/** `weights` (rows, columns) row-major from `offset` on, times `x` (columns) → (rows). */
export function matVec(weights: Float32Array, rows: number, columns: number, x: Float64Array, offset = 0): Float64Array {
  if (x.length !== columns) throw new Error(`A vector of ${x.length} does not fit ${columns} columns`);
  if (offset + rows * columns > weights.length) throw new Error(`${weights.length} weights are not ${rows} × ${columns} from ${offset} on`);
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += at(weights, offset + row * columns + column) * at(x, column);
    out[row] = sum;
  }
  return out;
}

/** Element `index`; an index outside is a fault of this code and throws. */
export function at(values: Float32Array | Float64Array | Int32Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`Index ${index} lies outside ${values.length} values`);
  return value;
}

export function dot(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new Error(`Vectors of ${a.length} and ${b.length} have no inner product`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

export function add(a: Float64Array, b: Float64Array | Float32Array): Float64Array {
  if (a.length !== b.length) throw new Error(`Vectors of ${a.length} and ${b.length} have no sum`);
  return a.map((value, i) => value + at(b, i));
}

/** x / sqrt(mean(x²) + epsilon) × weight (Zhang & Sennrich 2019, eq. 4). */
export function rmsNorm(x: Float64Array, weight: Float32Array, epsilon: number): Float64Array {
  if (x.length !== weight.length) throw new Error(`A norm of ${weight.length} does not fit ${x.length} values`);
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
  return x.map((value, i) => value * scale * at(weight, i));
}

/** exp(x) / Σ exp(x). */
export function softmax(x: Float64Array): Float64Array {
  const largest = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = x.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** W_down (silu(W_gate x) ⊙ W_up x) (Shazeer 2020). `expert` picks one of several stacked networks. */
export function gatedFeedForward(x: Float64Array, weights: { gate: Float32Array; up: Float32Array; down: Float32Array }, width: number, expert = 0): Float64Array {
  const offset = expert * width * x.length;
  const gate = matVec(weights.gate, width, x.length, x, offset);
  const up = matVec(weights.up, width, x.length, x, offset);
  const hidden = gate.map((value, i) => value * sigmoid(value) * at(up, i));
  return matVec(weights.down, x.length, width, hidden, offset);
}

/** Which two values of a vector are turned together: neighbours (RoFormer, DeepSeek, Llama in GGUF), or halves (NeoX, Qwen). */
export type RotaryPairing = "neighbours" | "halves";

/**
 * Rotary position embedding (Su et al. 2021, eq. 15): pair i is turned by position × base^(−2i/d).
 * Returns a new vector.
 */
export function rotate(x: Float64Array, position: number, base: number, pairing: RotaryPairing): Float64Array {
  const out = new Float64Array(x.length);
  const pairs = x.length / 2;
  for (let pair = 0; pair < pairs; pair++) {
    const angle = position * base ** ((-2 * pair) / x.length);
    const [first, second] = pairing === "neighbours" ? [2 * pair, 2 * pair + 1] : [pair, pair + pairs];
    out[first] = at(x, first) * Math.cos(angle) - at(x, second) * Math.sin(angle);
    out[second] = at(x, first) * Math.sin(angle) + at(x, second) * Math.cos(angle);
  }
  return out;
}
