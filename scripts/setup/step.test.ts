import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runStep, type Step } from "./step";

let root: string;
let runs: number;
let inputs: string;
let lines: string[];
const step = (work: () => void = () => undefined): Step => ({
  name: "example",
  doing: "Making an example",
  hash: () => Promise.resolve(inputs),
  products: ["product"],
  work: async () => {
    runs += 1;
    work();
    writeFileSync(path.join(root, "product"), "");
    return Promise.resolve();
  },
});
const go = (work?: () => void) => runStep(root, step(work), (line) => lines.push(line));

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "vitrine-step-"));
  [runs, inputs, lines] = [0, "a", []];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("works once for the same inputs, and says how long it took", async () => {
  expect(await go()).toBe("done");
  expect(await go()).toBe("up to date");
  expect(runs).toBe(1);
  expect(lines.join("\n")).toMatch(/Making an example …\nMaking an example: done \(\d+\.\d s\)\./);
});

it("works again when inputs change, a product is gone, or the last time failed", async () => {
  await go();
  inputs = "b";
  await go();
  rmSync(path.join(root, "product"));
  await go();
  expect(runs).toBe(3);
  inputs = "c";
  await expect(go(() => { throw new Error("no room"); })).rejects.toThrow("no room");
  expect(await go()).toBe("done");
});
