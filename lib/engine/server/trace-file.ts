import { tensorBytes } from "@/lib/trace/dtype";
import { alignedOrder, createTraceWriter } from "@/lib/trace/safetensors-writer";
import type { Capture } from "@/native/index";

/** Tensors that can be read one after the other into one buffer; a native capture, or one with something beside it. */
export interface CapturedTensors {
  readonly tensors: Capture["tensors"];
  /** Fills the front of `into`, which is as large as the largest tensor, and returns that part. */
  read(name: string, into: Uint8Array): Uint8Array;
}

/** Lets events and stop requests through between two tensors. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Writes all tensors of a capture, one at a time through one buffer: memory stays at the largest tensor. `onProgress`: 0 … 1. The file is
 * whole at `path` afterwards, or absent. Error: `disk-full`.
 */
export async function writeCapture(
  path: string,
  capture: CapturedTensors,
  metadata: Record<string, string>,
  onProgress: (fraction: number) => void,
): Promise<{ bytes: number; sha256: string }> {
  const tensors = alignedOrder(capture.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })));
  const writer = await createTraceWriter(path, tensors, metadata);
  try {
    // `write` resolves when the bytes are hashed and with the system, so the next tensor may take their place.
    const buffer = new Uint8Array(Math.max(0, ...tensors.map(tensorBytes)));
    let done = 0;
    for (const { name } of tensors) {
      await writer.write(name, capture.read(name, buffer));
      onProgress(++done / tensors.length);
      await breathe();
    }
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
