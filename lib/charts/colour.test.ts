import { lab } from "d3-color";
import { describe, expect, test } from "vitest";
import { categorical, contrast, gradient, pixelTable, sequential, signed, textOn, type Theme } from "./colour";

const themes: Theme[] = ["light", "dark"];
// Two per cent apart: closer, rounding to whole RGB levels shows.
const steps = Array.from({ length: 51 }, (_, i) => i / 50);
const lightness = (colour: string) => lab(colour).l;

describe.each(themes)("in the %s theme", (theme) => {
  test("the sequential scale changes lightness in one direction only", () => {
    const levels = steps.map((value) => lightness(sequential(value, theme)));
    const direction = theme === "light" ? -1 : 1;
    for (let i = 1; i < levels.length; i++) expect((levels[i]! - levels[i - 1]!) * direction).toBeGreaterThan(0);
  });

  test("the signed scale is neutral at zero and moves away from the background on both sides", () => {
    const { a, b } = lab(signed(0, theme));
    expect(Math.hypot(a, b)).toBeLessThan(5);
    const middle = lightness(signed(0, theme));
    for (const side of [-1, 1]) {
      let last = 0;
      for (const value of steps.slice(1)) {
        const distance = Math.abs(lightness(signed(side * value, theme)) - middle);
        expect(distance).toBeGreaterThan(last);
        last = distance;
      }
    }
  });

  test("text reaches AA contrast on every colour of both scales", () => {
    for (const value of steps) {
      for (const colour of [sequential(value, theme), signed(2 * value - 1, theme)]) {
        expect(contrast(textOn(colour), colour)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test("values outside the range take the colour of the nearest end", () => {
    expect(sequential(-3, theme)).toBe(sequential(0, theme));
    expect(sequential(9, theme)).toBe(sequential(1, theme));
    expect(signed(-9, theme)).toBe(signed(-1, theme));
  });
});

test("the seven categories differ and repeat in order", () => {
  expect(new Set(Array.from({ length: 7 }, (_, i) => categorical(i))).size).toBe(7);
  expect(categorical(8)).toBe(categorical(1));
});

test("pixels hold red, green, blue and full opacity in memory order", () => {
  const bytes = new Uint8Array(pixelTable(() => "rgb(10, 20, 30)").buffer);
  expect([...bytes.slice(0, 4)]).toEqual([10, 20, 30, 255]);
  expect(bytes).toHaveLength(1024);
});

test("a legend's gradient starts and ends with the ends of the scale", () => {
  const css = gradient((value) => (value < 0.5 ? "black" : "white"), 2);
  expect(css).toBe("linear-gradient(to right, black, white, white)");
});

test("contrast of black on white is 21", () => {
  expect(contrast("#000", "#fff")).toBeCloseTo(21, 5);
});
