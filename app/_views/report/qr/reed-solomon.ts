/** Reed–Solomon codewords over GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1, as QR codes use them (ISO/IEC 18004, 7.5). */
const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  exponents[i] = value;
  logarithms[value] = i;
  value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
}
for (let i = 255; i < 512; i++) exponents[i] = exponents[i - 255] ?? 0;

const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : (exponents[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0));

/** Coefficients of Π (x − αⁱ), i < degree, without the leading 1. */
function generator(degree: number): number[] {
  let coefficients = [1];
  for (let i = 0; i < degree; i++) {
    const next = [...coefficients, 0];
    coefficients.forEach((value, j) => (next[j + 1] = (next[j + 1] ?? 0) ^ product(value, exponents[i] ?? 0)));
    coefficients = next;
  }
  return coefficients.slice(1);
}

/** The remainder of the data's polynomial: `count` codewords that let a reader correct up to half as many. */
export function correctionCodewords(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  const remainder = new Array<number>(count).fill(0);
  for (const value of data) {
    const factor = value ^ (remainder.shift() ?? 0);
    remainder.push(0);
    divisor.forEach((coefficient, i) => (remainder[i] = (remainder[i] ?? 0) ^ product(coefficient, factor)));
  }
  return remainder;
}
