import { describe, expect, it } from "vitest";
import { decodeTensor } from "./decode";
import { decodeBrainHalf, decodeHalf } from "./half";

describe("half precision", () => {
  it("decodes the corner cases of binary16", () => {
    const bits = Uint16Array.of(0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x3555);
    expect([...decodeHalf(bits)]).toEqual([0, 1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, Math.fround(0.333251953125)]);
    expect(decodeHalf(Uint16Array.of(0x7e00))[0]).toBeNaN();
    expect(Object.is(decodeHalf(Uint16Array.of(0x8000))[0], -0)).toBe(true);
  });

  it("keeps the order of all positive finite values", () => {
    const all = decodeHalf(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
    for (let i = 1; i < all.length; i += 1) expect(all[i]! > all[i - 1]!).toBe(true);
  });

  it("decodes bfloat16 as the upper half of a float", () => {
    expect([...decodeBrainHalf(Uint16Array.of(0x3f80, 0xc040, 0x7f80))]).toEqual([1, -3, Infinity]);
  });
});

describe("decoding a tensor", () => {
  it("gives the same numbers from an unaligned start", () => {
    const floats = Float32Array.of(1.5, -2.25, 3e-9);
    const shifted = new Uint8Array(13);
    shifted.set(new Uint8Array(floats.buffer), 1);
    expect(decodeTensor("F32", shifted.subarray(1))).toEqual(floats);
    expect(decodeTensor("I32", new Uint8Array(Int32Array.of(-1, 7).buffer))).toEqual(Int32Array.of(-1, 7));
    expect(decodeTensor("F64", new Uint8Array(Float64Array.of(0.1).buffer))).toEqual(Float32Array.of(0.1));
  });

  it("refuses a length that is no multiple of the element and types it does not know", () => {
    expect(() => decodeTensor("F32", new Uint8Array(3))).toThrow(/not a multiple of 4/);
    expect(() => decodeTensor("F8_E4M3", new Uint8Array(3))).toThrow(/cannot be shown/);
  });
});
