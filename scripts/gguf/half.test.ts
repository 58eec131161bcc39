import { describe, expect, test } from "vitest";
import { halfTable, halfToNumber, numberToHalf } from "./half";

describe("half precision", () => {
  test("known bit patterns have their values", () => {
    expect(halfToNumber(0x3c00)).toBe(1);
    expect(halfToNumber(0xc000)).toBe(-2);
    expect(halfToNumber(0x7bff)).toBe(65_504);
    expect(halfToNumber(0x0001)).toBe(2 ** -24);
    expect(halfToNumber(0x0400)).toBe(2 ** -14);
    expect(halfToNumber(0x3555)).toBeCloseTo(1 / 3, 3);
    expect(halfToNumber(0x7c00)).toBe(Infinity);
    expect(halfToNumber(0xfc00)).toBe(-Infinity);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });

  test("every finite half survives the way there and back", () => {
    const table = halfTable();
    for (let half = 0; half < 0x1_0000; half++) {
      const value = table[half] ?? NaN;
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(half);
    }
  });

  test("rounding goes to the nearest half, ties to the even one", () => {
    expect(numberToHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(numberToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(numberToHalf(1 + 2 ** -11 + 2 ** -20)).toBe(0x3c01);
    expect(numberToHalf(2 ** -25)).toBe(0);
    expect(numberToHalf(3 * 2 ** -25)).toBe(2);
    expect(numberToHalf(2 ** -14 - 2 ** -26)).toBe(0x0400);
    expect(numberToHalf(65_520)).toBe(0x7c00);
    expect(numberToHalf(65_519)).toBe(0x7bff);
    expect(numberToHalf(NaN) & 0x7c00).toBe(0x7c00);
  });
});
