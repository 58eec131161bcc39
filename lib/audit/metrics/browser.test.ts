import path from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/stats/random";
import { defaultSettings } from "@/lib/domain/finding";
import type { PairRow, TargetRow } from "../rows";
import { computeFindings } from "./registry";

const root = path.resolve(import.meta.dirname, "..", "..", "..");
const random = seededRandom(31, "browser rows");
const rows: (PairRow | TargetRow)[] = [
  ...Array.from({ length: 200 }, (_, i): PairRow => ({
    kind: "pair", item: `p${i}`, phrasing: `f${i % 4}`, cluster: `c${i % 50}`, category: i % 3 ? "age" : "gender", control: i % 20 === 0 ? "placebo" : null,
    moreLogLikelihood: -40 + random.uniform(), lessLogLikelihood: -40.4, moreTokens: 11, lessTokens: 10, dPost: random.uniform() - 0.4,
  })),
  ...Array.from({ length: 160 }, (_, i): TargetRow => ({
    kind: "target", item: `t${i % 10}`, phrasing: `f${Math.floor(i / 10)}`, cluster: `f${Math.floor(i / 10)}`, category: "jobs", control: null, block: "b", subject: `s${i % 10}`, context: "-",
    lean: i % 10 < 5 ? 1 : -1, placeboOf: null, planted: null, logFirst: -1 - random.uniform(), logSecond: -1 - random.uniform(), neutral: [0, 0.1, random.uniform()],
  })),
];
const plan = { name: "browser", metrics: ["pair.pct_stereotype.d_sum", "target.gap"], smallestEffect: { "pair.pct_stereotype.d_sum": 5, "target.gap": 0.1 } };
const settings = { ...defaultSettings, resamples: 1_000, permutations: 1_000 };

describe("the statistics in a browser", () => {
  it("give the findings that Node gives, digit for digit, with nothing of Node at hand", async () => {
    const bundle = await build({
      stdin: { contents: 'import { computeFindings } from "@/lib/audit/metrics/registry"; globalThis.computeFindings = computeFindings;', resolveDir: root, loader: "ts" },
      bundle: true,
      write: false,
      minify: true,
      platform: "browser",
      alias: { "@": root },
      logLevel: "silent",
    });
    const code = bundle.outputFiles[0]?.text ?? "";
    // What every browser has, and no process, require, Buffer or module.
    const page = vm.createContext({ TextEncoder });
    vm.runInContext(code, page);
    const found: unknown = vm.runInContext(`JSON.stringify(computeFindings(${JSON.stringify(rows)}, ${JSON.stringify(plan)}, ${JSON.stringify(settings)}))`, page);
    expect(found).toBe(JSON.stringify(computeFindings(rows, plan, settings)));
    // It is part of a report of one file.
    expect(code.length).toBeLessThan(400_000);
  });
});
