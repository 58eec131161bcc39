import { describe, expect, it } from "vitest";
import { benjaminiHochberg, familySize, holm } from "./families";

/** The fifteen p-values of Benjamini & Hochberg 1995, section 3.2. */
const published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];

const close = (actual: readonly (number | null)[], expected: readonly number[]) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 12));

describe("Benjamini and Hochberg's adjustment", () => {
  it("agrees with scipy on the paper's example and keeps the paper's four", () => {
    const adjusted = benjaminiHochberg(published);
    // scipy 1.17, stats.false_discovery_control
    close(adjusted, [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486, 0.5811818181818181, 0.714875, 0.7532307692307693, 0.8132142857142857, 1]);
    expect(adjusted.filter((p) => p !== null && p <= 0.05)).toHaveLength(4);
  });
});

describe("Holm's adjustment", () => {
  it("keeps the three of the same example that the paper's Bonferroni-type procedures keep", () => {
    expect(holm(published).filter((p) => p !== null && p <= 0.05)).toHaveLength(3);
  });

  it("multiplies by 5, 4, 3, 2, 1 and never decreases", () => {
    close(holm([0.01, 0.02, 0.03, 0.04, 0.05]), [0.05, 0.08, 0.09, 0.09, 0.09]);
  });

  it("keeps the order in which p-values were given, ties alike", () => {
    close(holm([0.04, 0.01, 0.04]), [0.08, 0.03, 0.08]);
    close(benjaminiHochberg([0.04, 0.01, 0.04]), [0.04, 0.03, 0.04]);
  });

  it("leaves out what could not be tested", () => {
    expect(holm([null, 0.03, null, 0.5])).toEqual([null, 0.06, null, 0.5]);
    expect(familySize([null, 0.03, null, 0.5])).toBe(2);
    expect(holm([])).toEqual([]);
  });
});
