import { open } from "node:fs/promises";
import { VitrineError } from "@/lib/domain/errors";

function errnoOf(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return undefined;
}

export function isMissingFile(error: unknown): boolean {
  const code = errnoOf(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Out of space, over a quota, or over the largest file that the system lets this process write. */
export function isDiskFull(error: unknown): boolean {
  const code = errnoOf(error);
  return code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export function diskFullError(neededBytes: number, writtenBytes: number, cause: unknown): VitrineError {
  return new VitrineError(
    "disk-full",
    `The disk is full: the trace takes ${mebibytes(neededBytes)} and writing stopped after ${mebibytes(writtenBytes)}. ` +
      "Nothing of it was kept; free some space or capture less, and run again.",
    undefined,
    { cause },
  );
}

/**
 * Makes a rename or removal in `folder` survive a power cut. File systems that cannot sync a folder say so with EINVAL, EPERM,
 * EISDIR or EACCES (Windows); there is nothing more that can be done there.
 */
export async function syncFolder(folder: string): Promise<void> {
  let handle;
  try {
    handle = await open(folder, "r");
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR", "EACCES", "ENOTSUP"].includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await handle?.close();
  }
}
