import path from "node:path";
import { editListSchema, type Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import { readUtf8 } from "./files";

/** Traces are looked for beside the file that names them. */
const resolved = <T extends { source: string }>(named: T, folder: string): T => ({ ...named, source: path.resolve(folder, named.source) });

function withPaths(edit: Edit, folder: string): Edit {
  if (edit.kind === "residual-patch") return resolved(edit, folder);
  if (edit.kind !== "residual-add" || "token" in edit.direction) return edit;
  const { plus, minus } = edit.direction;
  return { ...edit, direction: { plus: resolved(plus, folder), minus: resolved(minus, folder) } };
}

/** Reads a file such as edits.json; see lib/domain/edit.ts. Errors: `not-found`, `prompt-not-utf8`; `bad-request` naming the place in the list. */
export async function readEdits(file: string): Promise<Edit[]> {
  const name = path.basename(file);
  const text = await readUtf8(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new VitrineError("bad-request", `“${name}” is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, undefined, { cause });
  }
  const parsed = editListSchema.safeParse(json);
  if (parsed.success) return parsed.data.map((edit) => withPaths(edit, path.dirname(path.resolve(file))));
  const issues = parsed.error.issues.map((issue) => ({ path: ["edits", ...issue.path].join("."), message: issue.message }));
  throw new VitrineError("bad-request", `“${name}” is not a list of edits: ${issues.map(({ path: at, message }) => `${at}: ${message}`).join("; ")}.`, issues);
}
