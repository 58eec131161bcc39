import { manifestSchema, type Manifest } from "@/lib/domain/inspection";
import { VitrineError } from "@/lib/domain/errors";

/** Key of `__metadata__` under which the manifest lies, as JSON. */
export const MANIFEST_KEY = "manifest";

export function manifestMetadata(manifest: Manifest): Record<string, string> {
  return { [MANIFEST_KEY]: JSON.stringify(manifestSchema.parse(manifest)) };
}

/** Error: `trace-unreadable`, naming the field, when there is no manifest or it is not one of this program's. */
export function parseManifest(metadata: ReadonlyMap<string, string>): Manifest {
  const text = metadata.get(MANIFEST_KEY);
  if (text === undefined) throw new VitrineError("trace-unreadable", "This file has no manifest: it was not written by Vitrine.");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new VitrineError("trace-unreadable", "The manifest of this trace is not valid JSON.", undefined, { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: ["manifest", ...issue.path].join("."), message: issue.message }));
  throw new VitrineError("trace-unreadable", `The manifest of this trace is not understood: ${issues[0]?.path ?? "manifest"}: ${issues[0]?.message ?? "invalid"}.`, issues);
}
