/** Node 20 has no Float16Array. The way back is `decodeHalf` in lib/trace/half.ts. */
const bits = new DataView(new ArrayBuffer(4));

/** The 16 bits nearest to a number, ties to even; overflow becomes infinity. */
export function numberToHalf(value: number): number {
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  if (magnitude >= 0x4780_0000) return sign | 0x7c00;
  if (magnitude < 0x3880_0000) {
    // Subnormal in half precision: the value is a multiple of 2^-24, and rounding it to an integer is rounding the fraction.
    return sign | roundTiesToEven(Math.abs(value) * 2 ** 24);
  }
  // Drop 13 fraction bits; a carry out of the fraction correctly raises the exponent (and may reach infinity).
  const rebased = magnitude - 0x3800_0000;
  const kept = rebased >>> 13;
  const dropped = rebased & 0x1fff;
  const up = dropped > 0x1000 || (dropped === 0x1000 && (kept & 1) === 1);
  return sign | (kept + (up ? 1 : 0));
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest > 0.5 || (rest === 0.5 && floor % 2 === 1)) return floor + 1;
  return floor;
}
