import { describe, expect, it } from "vitest";
import { clusterBootstrap, jackknife, jackknifeAcceleration } from "./bootstrap";
import { clusterTable, meanOfItems, type Statistic } from "./cluster-table";
import { GENERATOR_NAME, seededRandom } from "./random";

/** The spatial test data of Efron & Tibshirani 1993, table 14.1, series A. */
const spatial = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];
const populationVariance: Statistic = ([n = 0, sum = 0, squares = 0]) => squares / n - (sum / n) ** 2;
const spatialTable = clusterTable(spatial.map((value, i) => ({ value, key: String(i) })), (r) => r.key, (r) => [1, r.value, r.value ** 2]);

const meanTable = (values: readonly number[], cluster: (i: number) => string = String) =>
  clusterTable(values.map((value, i) => ({ value, key: cluster(i) })), (r) => r.key, (r) => [1, r.value]);

describe("the cluster bootstrap", () => {
  it("has the acceleration of Efron & Tibshirani's spatial test data", () => {
    // 1993, section 14.3: 0.061; to nine digits by numpy.
    expect(jackknifeAcceleration(jackknife(spatialTable, populationVariance))).toBeCloseTo(0.06124011981, 10);
  });

  it("has the BCa interval that scipy finds with a million resamples", () => {
    // scipy 1.17: stats.bootstrap(method="BCa", confidence_level=.9) gives 115.50 to 261.03; the book, with 2,000, (115.8, 259.6).
    const result = clusterBootstrap(spatialTable, populationVariance, { seed: 1, level: 0.9, resamples: 200_000 });
    expect(result.estimate).toBeCloseTo(171.53402366863904, 9);
    expect(result.method).toBe("bca");
    expect(Math.abs((result.interval?.lo ?? 0) - 115.504)).toBeLessThan(1);
    expect(Math.abs((result.interval?.hi ?? 0) - 261.025)).toBeLessThan(1);
  });

  it("names seed and generator and repeats itself digit for digit", () => {
    const run = (seed: number) => clusterBootstrap(spatialTable, populationVariance, { seed, resamples: 10_000 });
    expect(run(5)).toEqual(run(5));
    expect(run(5).interval).not.toEqual(run(6).interval);
    expect(run(5)).toMatchObject({ seed: 5, generator: GENERATOR_NAME, resamples: 10_000, fewClusters: true });
  });

  it("does not depend on the order in which items arrive", () => {
    const values = spatial.map((v) => v / 4);
    const keyOf = (i: number) => `c${i % 9}`;
    const rows = values.map((value, i) => ({ value, key: keyOf(i) }));
    const forward = clusterTable(rows, (r) => r.key, (r) => [1, r.value]);
    const backward = clusterTable([...rows].reverse(), (r) => r.key, (r) => [1, r.value]);
    expect(clusterBootstrap(forward, meanOfItems, { seed: 2 })).toEqual(clusterBootstrap(backward, meanOfItems, { seed: 2 }));
  });

  it("gives no interval for one cluster, for constant data and for an undefined estimate, and says why", () => {
    const one = clusterBootstrap(meanTable([1, 2, 3], () => "only"), meanOfItems, { seed: 1 });
    expect([one.method, one.interval, one.estimate]).toEqual(["none", null, 2]);
    expect(one.note).toContain("One cluster");
    const constant = clusterBootstrap(meanTable(new Array<number>(50).fill(0.1)), meanOfItems, { seed: 1 });
    expect([constant.method, constant.interval]).toEqual(["none", null]);
    expect(constant.note).toContain("same value");
    const undefinedShare = clusterBootstrap(meanTable([1, 2]), () => Number.NaN, { seed: 1 });
    expect(undefinedShare.estimate).toBeNaN();
    expect(undefinedShare.interval).toBeNull();
  });

  it("falls back to the percentile interval when bias correction is undefined, and says so", () => {
    // The number of distinct clusters: 20 in the data, and fewer in every resample but one in 43 million, so z0 is infinite.
    const table = clusterTable(Array.from({ length: 20 }, (_, i) => i), String, (i) => Array.from({ length: 20 }, (_, k) => (k === i ? 1 : 0)));
    const distinct: Statistic = (sums) => sums.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
    const result = clusterBootstrap(table, distinct, { seed: 1 });
    expect(result.estimate).toBe(20);
    expect(result.method).toBe("percentile");
    expect(result.note).toContain("percentile interval");
    expect(result.interval?.hi).toBeLessThan(20);
  });

  it("drops undefined resamples and counts them, up to one in twenty", () => {
    // Σ y / Σ x with x zero in most clusters: a resample without any x is undefined.
    const table = clusterTable([1, 1, 1, 1, 0, 0].map((x, i) => ({ x, i })), (r) => String(r.i), (r) => [r.x, r.i]);
    const ratio: Statistic = ([x = 0, y = 0]) => (x === 0 ? Number.NaN : y / x);
    const result = clusterBootstrap(table, ratio, { seed: 1 });
    expect(result.undefinedResamples).toBeGreaterThan(0); // expected (1/3)^6 = 0.14 %
    expect(result.undefinedResamples).toBeLessThan(60);
    expect(result.interval).not.toBeNull();
    const sparse = clusterTable([1, 0, 0, 0].map((x, i) => ({ x, i })), (r) => String(r.i), (r) => [r.x, 1]);
    expect(clusterBootstrap(sparse, ratio, { seed: 1 }).note).toContain("undefined on");
  });

  it("takes 60,000 items with 10,000 resamples in under ten seconds, in 325 clusters or in 60,000", () => {
    const random = seededRandom(9);
    const values = Array.from({ length: 60_000 }, () => random.uniform());
    for (const clusters of [325, 60_000]) {
      const started = process.cpuUsage();
      const result = clusterBootstrap(meanTable(values, (i) => String(i % clusters)), meanOfItems, { seed: 1 });
      // Of the processor, not of the clock: what else the machine does is not at issue.
      const seconds = process.cpuUsage(started).user / 1e6;
      expect(result.clusters).toBe(clusters);
      expect(result.method).toBe("bca");
      expect(seconds, `${clusters} clusters`).toBeLessThan(10);
    }
  }, 120_000);
});
