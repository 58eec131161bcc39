import { expect, test } from "vitest";
import { axisTick, bits, bytes, count, decimal, exact, factor, nats, NOT_MEASURED, percent, probability, tick, weight } from "./format";

test("probabilities drop the zero before the point", () => {
  expect(probability(0.97)).toBe(".97");
  expect(probability(0.5, 3)).toBe(".500");
});

test("a probability never rounds to certain or impossible unless it is", () => {
  expect(probability(0.9999)).toBe(">.99");
  expect(probability(0.0001)).toBe("<.01");
  expect(probability(1)).toBe("1");
  expect(probability(0)).toBe("0");
});

test("values that round to the last digit before certainty stay plain", () => {
  expect(probability(0.994)).toBe(".99");
  expect(probability(0.006)).toBe(".01");
});

test("percentages are whole and never round to the ends", () => {
  expect(percent(0.974)).toBe("97\u2009%");
  expect(percent(0.999)).toBe(">99\u2009%");
  expect(percent(0.001)).toBe("<1\u2009%");
  expect(percent(1)).toBe("100\u2009%");
});

test("logarithms carry their unit and a true minus", () => {
  expect(nats(-1.384)).toBe("\u22121.38\u2009nats");
  expect(bits(2)).toBe("2.00\u2009bits");
});

test("a negative number that rounds to zero loses its sign", () => {
  expect(decimal(-0.001)).toBe("0.00");
});

test("counts are grouped by thin spaces from five digits on", () => {
  expect(count(1234)).toBe("1234");
  expect(count(12345)).toBe("12\u2009345");
  expect(count(1234567)).toBe("1\u2009234\u2009567");
});

test("bytes use decimal units", () => {
  expect(bytes(999)).toBe("999\u2009B");
  expect(bytes(14_200_000)).toBe("14.2\u2009MB");
});

test("factors carry a times sign", () => {
  expect(factor(1.254)).toBe("1.25×");
});

test("what was not measured is a dash in every format, and empty in a file", () => {
  for (const format of [probability, tick, weight, percent, nats, bits, decimal, count, factor, bytes]) {
    expect(format(null)).toBe(NOT_MEASURED);
    expect(format(Number.NaN)).toBe(NOT_MEASURED);
  }
  expect(exact(null)).toBe("");
});

test("the exact value keeps every digit", () => {
  expect(exact(0.1 + 0.2)).toBe("0.30000000000000004");
});

test("legend labels have no zeros to spare", () => {
  expect([0, 0.25, 0.5, 1, 1.5].map(tick)).toEqual(["0", ".25", ".5", "1", "1.5"]);
});

test("a weight may pass 1 and rounds there like any number", () => {
  expect([0, 0.001, 0.75, 0.9996, 1.48].map(weight)).toEqual(["0", "<.01", ".75", "1.00", "1.48"]);
});

test("axis ticks keep the decimals of their step", () => {
  expect(["0.00", "0.05", "0.10", "1.0", "\u22120.5"].map(axisTick)).toEqual(["0", ".05", ".10", "1.0", "\u2212.5"]);
});
