import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addResults, readResults, writeResults, type Comparison, type Machine } from "./results";

const machine: Machine = { processor: "a processor", cores: 2, memoryGb: 24, system: "Linux", node: "20", llamaCpp: "v1", features: ["AVX2"] };
const taken = { at: "2026-01-01T00:00:00.000Z", loadBefore: 0.1 };
const comparison = (name: string, ratio: number): Comparison => ({ name, model: "demo", unit: "ms", plain: [1], subject: [ratio], ratio, spread: [ratio, ratio], target: 1.25 });

describe("results of the benchmark", () => {
  let path: string;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-results-"));
    path = join(folder, "results.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("a part measured again replaces its earlier figures and leaves the others", () => {
    writeResults(path, addResults(readResults(path, machine), { comparisons: [comparison("prompt", 1.1), comparison("generation", 1.2)] }, taken));
    writeResults(path, addResults(readResults(path, machine), { comparisons: [comparison("prompt", 1.05), comparison("off", 1)] }, taken));
    expect(readResults(path, machine).comparisons.map(({ name, ratio }) => [name, ratio])).toEqual([
      ["prompt", 1.05],
      ["generation", 1.2],
      ["off", 1],
    ]);
  });

  test("figures of another machine or build are not mixed in", () => {
    writeResults(path, addResults(readResults(path, machine), { comparisons: [comparison("prompt", 1.1)] }, taken));
    expect(readResults(path, { ...machine, llamaCpp: "v2" }).comparisons).toEqual([]);
    writeFileSync(path, "{}");
    expect(readResults(path, machine).comparisons).toEqual([]);
  });
});
