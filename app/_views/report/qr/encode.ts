import { applyMask, drawFormat, drawFunctionPatterns, drawVersion, emptyMatrix, penalty, placeBits, type Matrix } from "./matrix";
import { correctionCodewords } from "./reed-solomon";

/**
 * A QR code of a short text: byte mode, correction level M, versions 1 to 10 (ISO/IEC 18004). Enough for a link; 213 bytes at most.
 */

/** Level M by version: correction codewords a block, and the blocks as [how many, data codewords of each]. */
const versions: readonly { correction: number; blocks: readonly (readonly [number, number])[] }[] = [
  { correction: 10, blocks: [[1, 16]] },
  { correction: 16, blocks: [[1, 28]] },
  { correction: 26, blocks: [[1, 44]] },
  { correction: 18, blocks: [[2, 32]] },
  { correction: 24, blocks: [[2, 43]] },
  { correction: 16, blocks: [[4, 27]] },
  { correction: 18, blocks: [[4, 31]] },
  { correction: 22, blocks: [[2, 38], [2, 39]] },
  { correction: 22, blocks: [[3, 36], [2, 37]] },
  { correction: 26, blocks: [[4, 43], [1, 44]] },
];

const capacity = (version: number): number => (versions[version - 1]?.blocks ?? []).reduce((sum, [count, size]) => sum + count * size, 0);

/** Mode, length, bytes, terminator, then the two padding bytes in turn. */
function dataCodewords(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const room = 8 * capacity(version);
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let i = 0; bits.length < room; i++) put(i % 2 === 0 ? 0xec : 0x11, 8);
  return Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((value, bit) => 2 * value + bit, 0));
}

/** Codewords of all blocks taken in turn: data first, then correction. */
function interleaved(data: readonly number[], version: number): number[] {
  const { correction = 0, blocks = [] } = versions[version - 1] ?? {};
  const parts: number[][] = [];
  let from = 0;
  for (const [count, size] of blocks) {
    for (let i = 0; i < count; i++, from += size) parts.push(data.slice(from, from + size));
  }
  const columns = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, i) => lists.flatMap((list) => (list[i] === undefined ? [] : [list[i]]))).flat();
  return [...columns(parts), ...columns(parts.map((part) => correctionCodewords(part, correction)))];
}

/** Rows of modules, true is dark, without the quiet zone of 4 around them. Error: the text is too long. */
export function encodeQr(text: string): Matrix {
  const bytes = new TextEncoder().encode(text);
  const version = versions.findIndex((_, i) => 4 + (i + 1 < 10 ? 8 : 16) + 8 * bytes.length <= 8 * capacity(i + 1)) + 1;
  if (version === 0) throw new Error(`A QR code of this kind holds 213 bytes at most, not ${bytes.length}.`);
  const { modules, reserved } = emptyMatrix(version);
  drawFunctionPatterns(modules, reserved, version);
  placeBits(modules, reserved, interleaved(dataCodewords(bytes, version), version));
  const candidates = Array.from({ length: 8 }, (_, mask) => {
    const masked = applyMask(modules, reserved, mask);
    drawFormat(masked, mask);
    drawVersion(masked, version);
    return { masked, penalty: penalty(masked) };
  });
  return candidates.reduce((best, one) => (one.penalty < best.penalty ? one : best)).masked;
}
