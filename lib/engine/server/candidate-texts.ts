import { tensorNames } from "@/lib/trace/names";
import type { Capture, Model, TensorType } from "@/native/index";
import type { CapturedTensors } from "./trace-file";

/**
 * A capture with the texts of its candidates beside it: `logits.ids` names tokens by number, and a reader without the model
 * could not say what they are. Adds the four `candidate…` tensors of lib/trace/names.ts; a capture without logits comes back as it is.
 */
export function withCandidateTexts(capture: Pick<Capture, "tensors" | "read">, model: Pick<Model, "tokenBytes" | "isControl">): CapturedTensors {
  if (!capture.tensors.some(({ name }) => name === tensorNames.logitIds)) return capture;
  const ids = Int32Array.from(new Set(new Int32Array(capture.read(tensorNames.logitIds)).filter((id) => id >= 0))).sort();
  const texts = Array.from(ids, (id) => model.tokenBytes(id));
  const offsets = new Int32Array(ids.length + 1);
  texts.forEach((text, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + text.length;
  });
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  texts.forEach((text, i) => bytes.set(text, offsets[i] ?? 0));
  const special = Uint8Array.from(ids, (id) => (model.isControl(id) ? 1 : 0));

  const added = new Map<string, { dtype: TensorType; data: Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> }>([
    [tensorNames.candidateIds, { dtype: "I32", data: ids }],
    [tensorNames.candidateBytes, { dtype: "U8", data: bytes }],
    [tensorNames.candidateOffsets, { dtype: "I32", data: offsets }],
    [tensorNames.candidateSpecial, { dtype: "U8", data: special }],
  ]);
  return {
    tensors: [...capture.tensors, ...[...added].map(([name, { dtype, data }]) => ({ name, dtype, shape: [data.length] }))],
    read: (name, into) => {
      const extra = added.get(name);
      if (!extra) return capture.read(name, into);
      into.set(new Uint8Array(extra.data.buffer));
      return into.subarray(0, extra.data.byteLength);
    },
  };
}
