import { createHash } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { diskFullError, isDiskFull, syncFolder } from "./disk";
import { dtypeBytes, tensorBytes, type TensorSpec } from "./dtype";

export interface TraceWriter {
  /** Appends one whole tensor, row-major little-endian. Tensors come in the order in which they were declared. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Syncs and renames. `sha256` is that of the whole file, in hex. Fails unless every tensor was written. */
  finish(): Promise<{ bytes: number; sha256: string }>;
  /** Removes what was written. Harmless after `finish` and when called twice. */
  abort(): Promise<void>;
}

export const PART_SUFFIX = ".part";

/** Larger elements first, so that every tensor starts at a multiple of its element size; otherwise as given. */
export function alignedOrder<T extends Pick<TensorSpec, "dtype">>(tensors: readonly T[]): T[] {
  return [...tensors].sort((a, b) => dtypeBytes[b.dtype] - dtypeBytes[a.dtype]);
}

/**
 * The 8-byte length and the JSON header, padded with spaces so that the data begin at a multiple of 8. The same tensors and
 * metadata give the same bytes: tensors keep their order, metadata keys are sorted.
 */
export function encodeHeader(tensors: readonly TensorSpec[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const parts: string[] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) {
    parts.push(`"__metadata__":${JSON.stringify(Object.fromEntries(keys.map((key) => [key, metadata[key]])))}`);
  }
  const seen = new Set<string>(["__metadata__"]);
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    if (name === "" || seen.has(name)) throw new Error(`tensor name "${name}" is empty, reserved or used twice`);
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) throw new Error(`shape of "${name}" is not made of sizes`);
    seen.add(name);
    const end = offset + tensorBytes({ dtype, shape });
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`);
    offset = end;
  }
  const json = new TextEncoder().encode(`{${parts.join(",")}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return header;
}

/**
 * Writes a .safetensors file as a stream: memory stays at one tensor. The data go to `<path>.part`, which is synced and renamed by
 * `finish`, so that `path` is whole or absent whatever happens. The hash is computed while writing.
 * Errors: `disk-full` (the part file is removed); a tensor out of order or of a wrong size is a fault of the caller and throws Error.
 */
export async function createTraceWriter(
  path: string,
  tensors: readonly TensorSpec[],
  metadata: Readonly<Record<string, string>>,
): Promise<TraceWriter> {
  const header = encodeHeader(tensors, metadata);
  const total = tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), header.length);
  const partPath = path + PART_SUFFIX;
  const hash = createHash("sha256");
  let state: "open" | "finished" | "aborted" = "open";
  let next = 0;
  let written = 0;
  let handle: FileHandle | undefined;

  async function discard(): Promise<void> {
    state = "aborted";
    const open = handle;
    handle = undefined;
    try {
      await open?.close();
    } finally {
      await rm(partPath, { force: true });
    }
  }

  /** Runs one step on the file; whatever goes wrong, no part file is left. */
  async function guarded<T>(step: (file: FileHandle) => Promise<T>): Promise<T> {
    if (state !== "open" || !handle) throw new Error(`the trace was ${state} already`);
    try {
      return await step(handle);
    } catch (error) {
      await discard();
      throw isDiskFull(error) ? diskFullError(total, written, error) : error;
    }
  }

  async function append(file: FileHandle, bytes: Uint8Array): Promise<void> {
    hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
      done += bytesWritten;
      written += bytesWritten;
    }
  }

  try {
    handle = await open(partPath, "w");
  } catch (error) {
    throw isDiskFull(error) ? diskFullError(total, 0, error) : error;
  }
  await guarded((file) => append(file, header));

  return {
    write: (name, bytes) =>
      guarded(async (file) => {
        const expected = tensors[next];
        if (expected?.name !== name) throw new Error(`tensor "${name}" came where "${expected?.name ?? "the end"}" was declared`);
        if (bytes.length !== tensorBytes(expected)) {
          throw new Error(`tensor "${name}" has ${bytes.length} bytes where ${tensorBytes(expected)} were declared`);
        }
        next += 1;
        await append(file, bytes);
      }),
    finish: () =>
      guarded(async (file) => {
        const missing = tensors[next];
        if (missing) throw new Error(`tensor "${missing.name}" was declared and not written`);
        await file.sync();
        await file.close();
        handle = undefined;
        await rename(partPath, path);
        await syncFolder(dirname(path));
        state = "finished";
        return { bytes: written, sha256: hash.digest("hex") };
      }),
    abort: async () => {
      if (state === "open") await discard();
    },
  };
}
