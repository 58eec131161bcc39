import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";
import { comparisonSchema, wordingControlSchema, type Comparison, type WordingControl } from "@/lib/domain/comparison";
import { VitrineError } from "@/lib/domain/errors";
import type { InspectContext } from "../context";
import { SharedWork } from "../shared-work";
import { requireInspection } from "../start";
import { resolveModel } from "../model-files";
import { comparisonPath, requireTraceFile, wordingPath } from "../trace-files";
import { compareTraces } from "./compare-traces";
import { measureWordingControl, WORDING_DRAWS } from "./wording-control";

const comparing = new SharedWork<Comparison>();
const wording = new SharedWork<WordingControl>();

async function kept<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not made yet, or damaged: it is made again
  }
}

/** Whole or absent. */
async function keep(file: string, what: Comparison | WordingControl): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify(what));
  await rename(part, file);
}

/** The inspection and its trace; says which of the two is missing. */
async function side(context: InspectContext, id: string, name: "a" | "b") {
  try {
    const { summary } = await requireInspection(context, id);
    return { summary, title: summary.title, file: (await requireTraceFile(context.settings, id)).file };
  } catch (cause) {
    if (!(cause instanceof VitrineError) || cause.code !== "not-found") throw cause;
    throw new VitrineError("not-found", `Inspection ${name}: ${cause.message}`, undefined, { cause });
  }
}

/** Two kept inspections side by side, read from their traces once and then kept beside them. Errors: `not-found`, and those of `compareTraces`. */
export async function compareInspections(context: InspectContext, a: string, b: string): Promise<Comparison> {
  const [ours, theirs] = [await side(context, a, "a"), await side(context, b, "b")];
  const file = comparisonPath(context.settings, a, b);
  const names = { a: ours.title, b: theirs.title };
  const made =
    (await kept(file, comparisonSchema)) ??
    (await comparing.join(file, async () => {
      const comparison = await compareTraces(ours.file, theirs.file, names);
      await keep(file, comparison);
      return comparison;
    }));
  // Titles can have changed since.
  return { ...made, a: { ...made.a, fileName: names.a }, b: { ...made.b, fileName: names.b } };
}

/** Two kept inspections against other words in the same places: evaluated once, then kept. Stops when nobody waits for it. Errors: as of `measureWordingControl`. */
export async function wordingOfInspections(context: InspectContext, a: string, b: string, signal?: AbortSignal): Promise<WordingControl> {
  const [ours, theirs] = [await side(context, a, "a"), await side(context, b, "b")];
  const file = wordingPath(context.settings, a, b);
  const known = await kept(file, wordingControlSchema);
  if (known) return known;
  return wording.join(
    file,
    async (stop) => {
      const modelPath = await resolveModel(context.settings.modelsFolder, ours.summary.modelId);
      const control = await measureWordingControl(context.engine, { modelPath, fileA: ours.file, fileB: theirs.file, draws: WORDING_DRAWS }, { job: { signal: stop } });
      await keep(file, control);
      return control;
    },
    signal,
  );
}
