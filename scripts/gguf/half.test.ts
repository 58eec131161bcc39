import { describe, expect, test } from "vitest";
import { decodeHalf } from "@/lib/trace/half";
import { numberToHalf } from "./half";

describe("numberToHalf", () => {
  test("every finite half survives the way there and back", () => {
    const table = decodeHalf(Uint16Array.from({ length: 0x1_0000 }, (_, bits) => bits));
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
