/** All 65,536 half-precision values as f32; made on first use (256 KiB). */
let table: Float32Array | undefined;

function halfTable(): Float32Array {
  if (table) return table;
  const made = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) made[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 0x1f) made[bits] = fraction ? NaN : sign * Infinity;
    else made[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  table = made;
  return made;
}

/** IEEE 754 binary16 bits (n) → f32 (n), exact. */
export function decodeHalf(bits: Uint16Array): Float32Array {
  const values = halfTable();
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) out[i] = values[bits[i] ?? 0] ?? NaN;
  return out;
}

/** bfloat16 bits (n) → f32 (n), exact: bfloat16 is the upper half of binary32. */
export function decodeBrainHalf(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) out[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(out.buffer);
}
