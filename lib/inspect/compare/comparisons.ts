import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { comparisonSchema, type Comparison } from "@/lib/domain/comparison";
import { VitrineError } from "@/lib/domain/errors";
import type { InspectContext } from "../context";
import { SharedWork } from "../shared-work";
import { requireInspection } from "../start";
import { comparisonPath, requireTraceFile } from "../trace-files";
import { compareTraces } from "./compare-traces";

const comparing = new SharedWork<Comparison>();

async function kept(file: string): Promise<Comparison | null> {
  try {
    const parsed = comparisonSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not made yet, or damaged: it is made again
  }
}

/** The inspection and its trace; says which of the two is missing. */
async function side(context: InspectContext, id: string, name: "a" | "b") {
  try {
    const { summary } = await requireInspection(context, id);
    return { title: summary.title, file: (await requireTraceFile(context.settings, id)).file };
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
    (await kept(file)) ??
    (await comparing.join(file, async () => {
      const comparison = await compareTraces(ours.file, theirs.file, names);
      const part = `${file}.${randomUUID()}.part`;
      await writeFile(part, JSON.stringify(comparison));
      await rename(part, file);
      return comparison;
    }));
  // Titles can have changed since.
  return { ...made, a: { ...made.a, fileName: names.a }, b: { ...made.b, fileName: names.b } };
}
