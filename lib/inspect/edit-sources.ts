import { z } from "zod";
import { findSummary } from "@/lib/db/inspections";
import { editIssues, type Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import type { ModelShape } from "@/lib/domain/model";
import type { InspectContext } from "./context";
import { requireTraceFile } from "./trace-files";

type Source = { source: string };
/** Returns the same with another source; `field` is where it stands in the edit. */
type Place = <T extends Source>(named: T, field: string) => Promise<T>;

/** An edit with every source put through `place`. */
async function withSources(edit: Edit, place: Place): Promise<Edit> {
  if (edit.kind === "residual-patch") return place(edit, "source");
  if (edit.kind !== "residual-add" || "token" in edit.direction) return edit;
  const { plus, minus } = edit.direction;
  return { ...edit, direction: { plus: await place(plus, "direction.plus.source"), minus: await place(minus, "direction.minus.source") } };
}

/**
 * Edits as the engine takes them: their sources, ids of inspections, become paths of traces. Nothing else ever becomes a path. Error:
 * `bad-request` naming the place, for what is no id and for an inspection that is not there.
 */
export async function resolveSources(context: Pick<InspectContext, "database" | "settings">, edits: readonly Edit[]): Promise<Edit[]> {
  const resolved: Edit[] = [];
  for (const [i, edit] of edits.entries()) {
    const place: Place = async (named, field) => {
      const refuse = (message: string) => new VitrineError("bad-request", `Edit ${i + 1} of the list: ${message}.`, [{ path: `edits.${i}.${field}`, message }]);
      const id = z.uuid().safeParse(named.source);
      if (!id.success) throw refuse("a source must be the id of an inspection");
      if (!(await findSummary(context.database, id.data))) throw refuse(`the inspection ${id.data}, from which it takes values, is not there (any more)`);
      return { ...named, source: (await requireTraceFile(context.settings, id.data)).file };
    };
    resolved.push(await withSources(edit, place));
  }
  return resolved;
}

/** Error: `bad-request` naming the edits that a model and a text of so many tokens do not allow. */
export function requireEdits(edits: readonly Edit[], shape: ModelShape, tokens: number): void {
  const issues = editIssues(edits, shape, tokens);
  const [first] = issues;
  if (first) throw new VitrineError("bad-request", `Edit ${Number(first.path.split(".")[0]) + 1} of the list: ${first.message}.`, issues.map(({ path, message }) => ({ path: `edits.${path}`, message })));
}
