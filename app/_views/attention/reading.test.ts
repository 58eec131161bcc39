import { expect, test } from "vitest";
import { mostRead, readingOfKeys, readingOfRow } from "./reading";

test("a row gives a weight for each token up to the one that reads, and none after it", () => {
  const reading = readingOfRow([0.5, 0.25, 0.25, 0], 2, 4, false);
  expect(reading.values).toEqual([0.5, 0.25, 0.25, null]);
  expect(reading.sum).toBe(1);
});

test("a hidden first token has no value but its weight is still told and still counts", () => {
  const reading = readingOfRow([0.5, 0.25, 0.25], 2, 3, true);
  expect(reading.values).toEqual([null, 0.25, 0.25]);
  expect(reading.first).toBe(0.5);
  expect(reading.sum).toBe(1);
});

test("the first token's own row is shown even when the first token is hidden, since it has nothing else", () => {
  expect(readingOfRow([1, 0], 0, 2, true).values).toEqual([1, null]);
});

test("with only the largest keys kept, the others are unknown rather than zero", () => {
  const reading = readingOfKeys([0, 3, 1, -1], [0.5, 0.25, 0.125, 0], 3, 5, true);
  expect(reading.values).toEqual([null, 0.125, null, 0.25, null]);
  expect(reading.first).toBe(0.5);
  expect(reading.sum).toBe(0.875);
});

test("the most read tokens come largest first, in text order where equal", () => {
  expect(mostRead([null, 0.2, 0.5, 0.2, 0], 3)).toEqual([
    { position: 2, weight: 0.5 },
    { position: 1, weight: 0.2 },
    { position: 3, weight: 0.2 },
  ]);
});
