import { describe, expect, it } from "vitest";
import { clusterTable, type Statistic } from "./cluster-table";
import { pairedSwapTest } from "./paired-swap";

/** Mean of b − mean of a, from (n_a, Σ a, n_b, Σ b). */
const difference: Statistic = ([n = 0, a = 0, m = 0, b = 0]) => b / m - a / n;
/** |b| − |a| of the means. */
const farther: Statistic = ([n = 0, a = 0, m = 0, b = 0]) => Math.abs(b / m) - Math.abs(a / n);

const rows = [0.3, -0.2, 0.9, 0.4, 0.6, -0.1, 0.5, 0.2].map((value, i) => ({ cluster: `c${i}`, a: 0.1 * i - 0.2, b: 0.1 * i - 0.2 + value }));
const table = clusterTable(rows, (row) => row.cluster, (row) => [1, row.a, 1, row.b]);

function enumerated(statistic: Statistic): number {
  const of = (mask: number) => {
    const sums = [0, 0, 0, 0];
    rows.forEach(({ a, b }, i) => {
      const [first, second] = mask & (1 << i) ? [b, a] : [a, b];
      sums[0] = (sums[0] ?? 0) + 1;
      sums[1] = (sums[1] ?? 0) + first;
      sums[2] = (sums[2] ?? 0) + 1;
      sums[3] = (sums[3] ?? 0) + second;
    });
    return Math.abs(statistic(Float64Array.from(sums)));
  };
  const observed = of(0);
  return Array.from({ length: 2 ** rows.length }, (_, mask) => of(mask)).filter((value) => value >= observed - 1e-12).length / 2 ** rows.length;
}

describe("the test of two runs that change places cluster by cluster", () => {
  it.each([["a difference of means", difference], ["a distance from 0", farther]])("agrees with the full enumeration for %s", (_, statistic) => {
    const { p } = pairedSwapTest(table, statistic, { seed: 1, permutations: 40_000 });
    expect(Math.abs(p - enumerated(statistic))).toBeLessThan(0.006);
  });

  it("cannot find anything in two clusters, and says so", () => {
    const two = clusterTable(rows.slice(2, 4), (row) => row.cluster, (row) => [1, row.a, 1, row.b]);
    const { p, smallestP } = pairedSwapTest(two, difference, { seed: 1 });
    expect(smallestP).toBe(0.5);
    expect(p).toBeGreaterThan(0.45);
  });

  it("is 1 without a difference, and where the statistic is undefined", () => {
    const same = clusterTable(rows, (row) => row.cluster, (row) => [1, row.a, 1, row.a]);
    expect(pairedSwapTest(same, difference, { seed: 1, permutations: 500 }).p).toBe(1);
    const none = clusterTable(rows, (row) => row.cluster, () => [0, 0, 0, 0]);
    expect(pairedSwapTest(none, difference, { seed: 1, permutations: 500 }).p).toBe(1);
  });
});
