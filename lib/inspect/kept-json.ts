import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";

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
