import { VitrineError } from "@/lib/domain/errors";

/** Whether a statement failed because the disk, or the quota on it, is full. Adapters bury the driver's code in causes and messages. */
function isFull(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const code = "code" in error ? String(error.code) : "";
  return /SQLITE_FULL|ENOSPC|EDQUOT/.test(code) || /SQLITE_FULL|database or disk is full/i.test(error.message) || isFull(error.cause, depth + 1);
}

/** Runs a write of something large. Error: `disk-full` where there is no room: the statement was undone whole. */
export async function whereThereIsRoom<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    throw new VitrineError("disk-full", `The disk is full: ${what} was not kept. Free some space and try again.`, undefined, { cause });
  }
}
