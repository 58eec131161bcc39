import { expect, it } from "vitest";
import { encodeQr } from "./encode";
import { formatBits, versionBits } from "./matrix";
import { correctionCodewords } from "./reed-solomon";

const drawn = (text: string): string[] => encodeQr(text).map((line) => line.map((dark) => (dark ? "#" : ".")).join(""));

it("computes the correction codewords of the published example “HELLO WORLD”, 1-M", () => {
  const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  expect(correctionCodewords(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
});

it("writes format and version as the tables of ISO/IEC 18004 have them", () => {
  expect(formatBits(0)).toBe(0b101010000010010);
  expect(formatBits(5)).toBe(0b100000011001110);
  expect(versionBits(7)).toBe(0b000111110010010100);
  expect(versionBits(10)).toBe(0b001010010011010011);
});

it("draws the symbol that libqrencode draws", () => {
  expect(drawn("http:")).toEqual([
    "#######..#..#.#######",
    "#.....#..#..#.#.....#",
    "#.###.#.###.#.#.###.#",
    "#.###.#.#.##..#.###.#",
    "#.###.#.###.#.#.###.#",
    "#.....#.####..#.....#",
    "#######.#.#.#.#######",
    "........###..........",
    "#.#####..#.#..#####..",
    ".###.#.#...####..####",
    "#...#.##....#.##..##.",
    ".#####..##.####..##..",
    "##.##.##.#..#..#.#..#",
    "........###.#..#.##.#",
    "#######...##.#..#.##.",
    "#.....#.#.#....#####.",
    "#.###.#.#.##.#..##.#.",
    "#.###.#.#..#####..#..",
    "#.###.#.#.#.#.##..#..",
    "#.....#...#######.#..",
    "#######.#...#..###.#.",
  ]);
});

it("takes the smallest version that holds the text, up to 213 bytes", () => {
  expect(encodeQr("a".repeat(14))).toHaveLength(21);
  expect(encodeQr("a".repeat(15))).toHaveLength(25);
  expect(encodeQr("a".repeat(213))).toHaveLength(57);
  expect(() => encodeQr("a".repeat(214))).toThrow("213 bytes");
});
