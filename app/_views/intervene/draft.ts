import { z } from "zod";
import { editIssues, editListSchema, type Edit } from "@/lib/domain/edit";
import { DRAFT_MOST, editsInForce, sameEdits, type DraftEdit } from "@/lib/domain/edit-draft";
import type { ModelShape } from "@/lib/domain/model";

/** The list with one more edit, or with the same one switched on again. Null: it is full. */
export function withEdit(entries: readonly DraftEdit[], edit: Edit): DraftEdit[] | null {
  const same = entries.findIndex((entry) => sameEdits([entry.edit], [edit]));
  if (same >= 0) return entries.map((entry, i) => (i === same ? { ...entry, on: true } : entry));
  return entries.length >= DRAFT_MOST ? null : [...entries, { edit, on: true }];
}

/** Issues of the edits that are on, each at its entry of the whole list. */
export function draftIssues(entries: readonly DraftEdit[], shape: ModelShape, tokens: number): { entry: number; message: string }[] {
  const places = entries.flatMap(({ on }, i) => (on ? [i] : []));
  return editIssues(editsInForce(entries), shape, tokens).map(({ path, message }) => ({ entry: places[Number(path.split(".")[0])] ?? 0, message }));
}

type Source = { source: string; sha256?: string | undefined };
type Change = <T extends Source>(named: T) => T;

function withSources(edit: Edit, change: Change): Edit {
  if (edit.kind === "residual-patch") return change(edit);
  if (edit.kind !== "residual-add" || "token" in edit.direction) return edit;
  const { plus, minus } = edit.direction;
  return { ...edit, direction: { plus: change(plus), minus: change(minus) } };
}

const EXTENSION = ".safetensors";

/** What `vitrine inspect --edits` reads: sources are files beside the list, as an inspection is exported under its id. */
export const editsFile = (edits: readonly Edit[]): string =>
  JSON.stringify(edits.map((edit) => withSources(edit, (named) => ({ ...named, source: `${named.source}${EXTENSION}` }))), null, 1);

export type Imported = { ok: true; edits: Edit[] } | { ok: false; problem: string };

/** The opposite. A source must be an inspection of this workbench: its id, or a file named by it. */
export function importedEdits(text: string): Imported {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: "The file is not valid JSON." };
  }
  const parsed = editListSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [first, ...rest] = issue?.path ?? [];
    return { ok: false, problem: `The file is not a list of edits: ${typeof first === "number" ? `edit ${first + 1}${rest.length > 0 ? `, “${rest.join(".")}”` : ""}: ` : ""}${issue?.message ?? ""}.` };
  }
  if (parsed.data.length > DRAFT_MOST) return { ok: false, problem: `The file holds ${parsed.data.length} edits; the list on this page holds ${DRAFT_MOST}. The command line takes more.` };
  let stranger: string | null = null;
  const edits = parsed.data.map((edit) =>
    withSources(edit, (named) => {
      const source = named.source.endsWith(EXTENSION) ? named.source.slice(0, -EXTENSION.length) : named.source;
      if (!z.uuid().safeParse(source).success) stranger ??= named.source;
      return { ...named, source };
    }),
  );
  return stranger === null ? { ok: true, edits } : { ok: false, problem: `“${String(stranger).slice(0, 80)}” is no inspection of this workbench, so nothing can be taken from it.` };
}
