import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";
import type { SharedWork } from "./shared-work";

/** What was kept under this name; null when there is nothing that can be used: not made yet, or damaged, and then it is made again. */
export async function keptJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whole or absent, also when two write at once. A left-over `.part` is swept at the next start. */
export async function keepJson(file: string, value: unknown): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify(value));
  await rename(part, file);
}

/** What is kept in `file`; else what `make` makes, once however many ask for it, and then keeps. Stops when nobody waits for it. Errors: those of `make`. */
export async function keptOrMade<Schema extends z.ZodType>(
  working: SharedWork<z.output<Schema>>,
  file: string,
  schema: Schema,
  make: (stop: AbortSignal) => Promise<z.output<Schema>>,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const known = await keptJson(file, schema);
  if (known !== null) return known;
  return working.join(
    file,
    async (stop) => {
      const made = await make(stop);
      await keepJson(file, made);
      return made;
    },
    signal,
  );
}
