import { tensorNames } from "@/lib/trace/names";
import type { Capture } from "@/native/index";
import { tokenTexts, type TokenSource } from "./token-texts";
import type { CapturedTensors } from "./trace-file";

const names = { ids: tensorNames.candidateIds, bytes: tensorNames.candidateBytes, offsets: tensorNames.candidateOffsets, special: tensorNames.candidateSpecial };

/**
 * A capture with the texts of its candidates beside it: `logits.ids` names tokens by number, and a reader without the model
 * could not say what they are. Adds the four `candidate…` tensors of lib/trace/names.ts; a capture without logits comes back as it is.
 */
export function withCandidateTexts(capture: Pick<Capture, "tensors" | "read">, model: TokenSource): CapturedTensors {
  if (!capture.tensors.some(({ name }) => name === tensorNames.logitIds)) return capture;
  const texts = tokenTexts(names, new Int32Array(capture.read(tensorNames.logitIds)), model);
  const added = new Map(texts.map((tensor) => [tensor.name, tensor.data]));
  return {
    tensors: [...capture.tensors, ...texts.map(({ name, dtype, data }) => ({ name, dtype, shape: [data.length] }))],
    read: (name, into) => {
      const extra = added.get(name);
      if (!extra) return capture.read(name, into);
      into.set(new Uint8Array(extra.buffer));
      return into.subarray(0, extra.byteLength);
    },
  };
}
