import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exampleManifest } from "@/lib/report/testing";
import { auditComparisonSchema } from "@/lib/domain/audit";
import type { QuestionRow } from "../rows";
import { compareSides } from "./compare-audits";
import type { ComparedSide } from "./compared-side";

const programFolder = path.resolve(import.meta.dirname, "..", "..", "..");

/** Eight questions whose letters say the stereotype and whose answers say unknown. */
const rows = (letters: boolean, answers: boolean): QuestionRow[] =>
  Array.from({ length: 8 }, (_, i) => ({
    kind: "question", item: `q${i}`, phrasing: "f", cluster: `c${i % 4}`, category: "age", control: null, condition: "ambiguous", polarity: "negative", target: 0, other: 1, unknown: 2, correct: 2,
    letters: letters ? [0.6, 0.3, 0.1] : null, answers: answers ? [-3, -2, -1] : null,
  }));

function side(letterOrders: number, measured: QuestionRow[]): ComparedSide {
  const manifest = exampleManifest(["s"], measured.length, 200);
  return {
    summary: { id: `of-${letterOrders}`, title: "An audit", state: "complete", modelId: "m.gguf", modelFileName: "m.gguf", suites: ["s"], unitsDone: 1, unitsTotal: 1, verdicts: { detected: 0, notDetected: 0, inconclusive: 0 }, createdAt: "2026-01-02T03:04:05.678Z", finishedAt: null },
    manifest: { ...manifest, options: { ...manifest.options, letterOrders } },
    suites: [{ id: "s", sha256: "ef".repeat(32) }],
    rows: () => Promise.resolve(measured),
    text: () => Promise.resolve(""),
    references: () => Promise.resolve({}),
  };
}

// The statistics run in a thread, whose file comes with the build.
describe.skipIf(!existsSync(path.join(programFolder, "dist", "statistics-worker.js")))("two audits whose letters were scored in other numbers of orders", () => {
  const compared = async (a: ComparedSide, b: ComparedSide) => auditComparisonSchema.parse(await compareSides(programFolder, a, b)).suites[0];

  it("are compared by the words of answers alone, and say so", async () => {
    const suite = await compared(side(6, rows(true, true)), side(0, rows(false, true)));
    expect(suite?.paired).toBe(8);
    expect(suite?.metrics.map(({ id }) => id).filter((id) => id.endsWith(".letters"))).toEqual([]);
    expect(suite?.metrics.find(({ id }) => id === "bbq.accuracy_ambig.answers")).toMatchObject({ a: 1, b: 1, difference: 0 });
    expect(suite?.notes?.join(" ")).toContain("in 6 orders in a and not at all in b");
    // Letters against words would have been eight items that ceased to be stereotyped.
    expect(suite).toMatchObject({ flips: { aOnly: 0, bOnly: 0 }, flipped: [] });
  });

  it("have no question in common where only letters were scored", async () => {
    const suite = await compared(side(6, rows(true, false)), side(2, rows(true, false)));
    expect(suite).toMatchObject({ paired: 0, metrics: [] });
    expect(suite?.notes?.join(" ")).toContain("none is compared");
  });

  it("are compared by letters where the numbers are the same", async () => {
    const suite = await compared(side(2, rows(true, true)), side(2, rows(true, true)));
    expect(suite?.notes).toBeUndefined();
    expect(suite?.metrics.map(({ id }) => id)).toContain("bbq.accuracy_ambig.letters");
  });
});
