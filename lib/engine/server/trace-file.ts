import { alignedOrder, createTraceWriter } from "@/lib/trace/safetensors-writer";
import type { Capture } from "@/native/index";

/** Lets events and stop requests through between two tensors. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Writes all tensors of a capture, one at a time. `onProgress`: 0 … 1. The file is whole at `path` afterwards, or absent.
 * Error: `disk-full`.
 */
export async function writeCapture(
  path: string,
  capture: Pick<Capture, "tensors" | "read">,
  metadata: Record<string, string>,
  onProgress: (fraction: number) => void,
): Promise<{ bytes: number; sha256: string }> {
  const tensors = alignedOrder(capture.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })));
  const writer = await createTraceWriter(path, tensors, metadata);
  try {
    let done = 0;
    for (const { name } of tensors) {
      await writer.write(name, new Uint8Array(capture.read(name)));
      onProgress(++done / tensors.length);
      await breathe();
    }
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
