/** Rows of modules; true is dark. */
export type Matrix = boolean[][];

/** Centres of the alignment patterns by version, in both directions. */
const alignment: readonly (readonly number[])[] = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

const set = (matrix: Matrix, row: number, column: number, dark: boolean): void => {
  const line = matrix[row];
  if (line && column in line) line[column] = dark;
};
const at = (matrix: Matrix, row: number, column: number): boolean => matrix[row]?.[column] ?? false;

export function emptyMatrix(version: number): { modules: Matrix; reserved: Matrix } {
  const size = 17 + 4 * version;
  const blank = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  return { modules: blank(), reserved: blank() };
}

/** Finders with their separators, timing, alignment, and the places of format and version, which are filled in later. */
export function drawFunctionPatterns(modules: Matrix, reserved: Matrix, version: number): void {
  const size = modules.length;
  const put = (row: number, column: number, dark: boolean) => {
    set(modules, row, column, dark);
    set(reserved, row, column, true);
  };
  for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]] as const) {
    for (let row = -1; row <= 7; row++) {
      for (let column = -1; column <= 7; column++) {
        if (top + row < 0 || left + column < 0 || top + row >= size || left + column >= size) continue;
        const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
        put(top + row, left + column, ring !== 2 && ring !== 4);
      }
    }
  }
  for (let i = 8; i < size - 8; i++) {
    put(6, i, i % 2 === 0);
    put(i, 6, i % 2 === 0);
  }
  const centres = alignment[version - 1] ?? [];
  for (const row of centres) {
    for (const column of centres) {
      if (reserved[row]?.[column] && !(row === 6 && column > 8 && column < size - 9) && !(column === 6 && row > 8 && row < size - 9)) continue;
      for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) put(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  }
  for (let i = 0; i < 9; i++) {
    set(reserved, 8, i, true);
    set(reserved, i, 8, true);
    if (i < 8) {
      set(reserved, 8, size - 1 - i, true);
      set(reserved, size - 1 - i, 8, true);
    }
  }
  if (version >= 7) {
    for (let i = 0; i < 18; i++) {
      set(reserved, Math.floor(i / 3), size - 11 + (i % 3), true);
      set(reserved, size - 11 + (i % 3), Math.floor(i / 3), true);
    }
  }
}

/** Bits in pairs of columns from the right, upwards and downwards in turn, around what is reserved. */
export function placeBits(modules: Matrix, reserved: Matrix, codewords: readonly number[]): void {
  const size = modules.length;
  let next = 0;
  let upwards = false;
  // The column of the timing pattern belongs to no pair.
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    upwards = !upwards;
    for (let step = 0; step < size; step++) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (reserved[row]?.[column]) continue;
        set(modules, row, column, (((codewords[next >> 3] ?? 0) >> (7 - (next & 7))) & 1) === 1);
        next++;
      }
    }
  }
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

export function applyMask(modules: Matrix, reserved: Matrix, mask: number): Matrix {
  return modules.map((line, row) => line.map((dark, column) => (reserved[row]?.[column] ? dark : dark !== (masks[mask]?.(row, column) ?? false))));
}

/** Remainder of value · x^degree by the generator. */
function remainder(value: number, degree: number, generator: number): number {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit--) if ((rest >> bit) & 1) rest ^= generator << (bit - degree);
  return rest;
}

/** Level M (00) and the mask with their BCH code, masked so that it is never all light. 15 bits. */
export const formatBits = (mask: number): number => ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;

/** The version with its Golay code; 18 bits, of versions from 7. */
export const versionBits = (version: number): number => (version << 12) | remainder(version, 12, 0x1f25);

export function drawFormat(modules: Matrix, mask: number): void {
  const size = modules.length;
  const bits = formatBits(mask);
  for (let i = 0; i < 15; i++) {
    const dark = ((bits >> i) & 1) === 1;
    set(modules, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, 8, dark);
    set(modules, 8, i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i, dark);
  }
  set(modules, size - 8, 8, true);
}

export function drawVersion(modules: Matrix, version: number): void {
  if (version < 7) return;
  const size = modules.length;
  const bits = versionBits(version);
  for (let i = 0; i < 18; i++) {
    const dark = ((bits >> i) & 1) === 1;
    set(modules, Math.floor(i / 3), size - 11 + (i % 3), dark);
    set(modules, size - 11 + (i % 3), Math.floor(i / 3), dark);
  }
}

/** Patterns that look like a finder, with four light modules on one side. */
const finderLike = ["10111010000", "00001011101"];

/** How hard the symbol would be to read (7.8.3): runs, blocks, finder-like patterns, imbalance. */
export function penalty(modules: Matrix): number {
  const size = modules.length;
  const lines = [...modules, ...modules.map((_, column) => modules.map((line) => line[column] ?? false))].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  let sum = 0;
  for (const line of lines) {
    for (const run of line.match(/1{5,}|0{5,}/g) ?? []) sum += run.length - 2;
    for (const pattern of finderLike) for (let i = line.indexOf(pattern); i >= 0; i = line.indexOf(pattern, i + 1)) sum += 40;
  }
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const dark = at(modules, row, column);
      if (at(modules, row, column + 1) === dark && at(modules, row + 1, column) === dark && at(modules, row + 1, column + 1) === dark) sum += 3;
    }
  }
  const share = (100 * modules.flat().filter(Boolean).length) / size ** 2;
  return sum + 10 * Math.floor(Math.abs(share - 50) / 5);
}
