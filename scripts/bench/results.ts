import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const machineSchema = z.object({
  processor: z.string(),
  cores: z.number(),
  memoryGb: z.number(),
  system: z.string(),
  node: z.string(),
  /** The llama.cpp build. */
  llamaCpp: z.string(),
  /** CPU features in use, as llama.cpp names them. */
  features: z.array(z.string()),
});
/** What the figures were taken on. */
export type Machine = z.infer<typeof machineSchema>;

const comparisonSchema = z.object({
  /** What was measured, in words, and on what. */
  name: z.string(),
  model: z.string(),
  unit: z.enum(["ms", "ms/token", "bytes"]),
  /** The yardstick's and the subject's values, in order of measurement; entry i of both was taken one after the other. */
  plain: z.array(z.number()),
  subject: z.array(z.number()),
  /** Ratio of the medians. */
  ratio: z.number(),
  /** First and third quartile of the ratios of neighbouring measurements: how much the machine wavered. */
  spread: z.tuple([z.number(), z.number()]),
  /** What the ratio should not exceed; null where it is shown for information. */
  target: z.number().nullable(),
});
/** Two ways of doing the same work, timed side by side. */
export type Comparison = z.infer<typeof comparisonSchema>;

const limitSchema = z.object({
  name: z.string(),
  model: z.string(),
  /** Milliseconds, in order of measurement. */
  values: z.array(z.number()),
  /** Whether the middle or the worst of the values counts. */
  judge: z.enum(["median", "worst"]),
  /** null where it is shown for information. */
  target: z.number().nullable(),
  /** `true`: below the target; `false`: at most the target. */
  strict: z.boolean(),
});
/** Something whose time counts by itself, without a yardstick beside it. */
export type Limit = z.infer<typeof limitSchema>;

/** When, and beside how much other work: with a load of more than a few tenths the ratios waver. */
const takenSchema = z.object({ at: z.iso.datetime(), loadBefore: z.number() });
export type Taken = z.infer<typeof takenSchema>;

const resultsSchema = z.object({
  machine: machineSchema,
  comparisons: z.array(comparisonSchema.extend({ taken: takenSchema })),
  limits: z.array(limitSchema.extend({ taken: takenSchema })),
});
export type Results = z.infer<typeof resultsSchema>;

/** What was measured before on this machine with the same builds; nothing where the file is absent or of another machine. */
export function readResults(path: string, machine: Machine): Results {
  const none: Results = { machine, comparisons: [], limits: [] };
  if (!existsSync(path)) return none;
  const found = resultsSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  return found.success && JSON.stringify(found.data.machine) === JSON.stringify(machine) ? found.data : none;
}

/** A measurement replaces the earlier one of the same name and model, in its place; others stay. */
export function addResults(results: Results, { comparisons = [], limits = [] }: { comparisons?: Comparison[]; limits?: Limit[] }, taken: Taken): Results {
  return {
    ...results,
    comparisons: replace(results.comparisons, comparisons.map((comparison) => ({ ...comparison, taken }))),
    limits: replace(results.limits, limits.map((limit) => ({ ...limit, taken }))),
  };
}

function replace<Named extends { name: string; model: string }>(before: readonly Named[], fresh: readonly Named[]): Named[] {
  const isSame = (a: Named, b: Named): boolean => a.name === b.name && a.model === b.model;
  const kept = before.map((old) => fresh.find((entry) => isSame(entry, old)) ?? old);
  return [...kept, ...fresh.filter((entry) => !before.some((old) => isSame(entry, old)))];
}

/** The file is whole at any time: a run that is broken off keeps the parts that were done. */
export function writeResults(path: string, results: Results): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(results, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}
