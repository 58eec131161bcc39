import { tensorNames } from "@/lib/trace/names";
import type { LensFigures, TensorType } from "@/native/index";
import { tokenTexts, type TokenSource } from "./token-texts";
import { writeCapture } from "./trace-file";

export interface NamedTensor {
  name: string;
  dtype: TensorType;
  shape: number[];
  data: Int32Array | Float32Array | Uint8Array;
}

/** log softmax of logits kept per (position, layer). */
function logprobs(logits: Float32Array, logSumExp: Float64Array, perRow: number): Float32Array {
  return logits.map((value, i) => value - (logSumExp[Math.floor(i / perRow)] ?? NaN));
}

const textNames = { ids: tensorNames.lensTokens, bytes: tensorNames.lensTokenBytes, offsets: tensorNames.lensTokenOffsets, special: tensorNames.lensTokenSpecial };

/** Writes the lens at many positions; see the `lens…` names for what the file holds. Errors: `disk-full`. */
export async function writeLens(path: string, lens: LensFigures, positions: Int32Array, asked: Int32Array, tokens: TokenSource, metadata: Record<string, string>): Promise<{ bytes: number; sha256: string }> {
  const [n, layers, ids] = [positions.length, lens.layers.length, asked.length];
  const list: NamedTensor[] = [
    { name: tensorNames.lensPositions, dtype: "I32", shape: [n], data: positions },
    { name: tensorNames.lensLayers, dtype: "I32", shape: [layers], data: lens.layers },
    { name: tensorNames.lensAsked, dtype: "I32", shape: [ids], data: asked },
    { name: tensorNames.lensIds, dtype: "I32", shape: [n, layers, lens.top], data: lens.ids },
    { name: tensorNames.lensLogprobs, dtype: "F32", shape: [n, layers, lens.top], data: logprobs(lens.logits, lens.logSumExp, lens.top) },
    { name: tensorNames.lensEntropy, dtype: "F32", shape: [n, layers], data: Float32Array.from(lens.entropy) },
    { name: tensorNames.lensAskedLogprobs, dtype: "F32", shape: [n, layers, ids], data: logprobs(lens.askedLogits, lens.logSumExp, ids) },
    { name: tensorNames.lensAskedRanks, dtype: "I32", shape: [n, layers, ids], data: lens.askedRanks },
    { name: tensorNames.lensGap, dtype: "F32", shape: [n], data: lens.modelGap },
    ...tokenTexts(textNames, [...lens.ids, ...asked], tokens).map((texts) => ({ ...texts, shape: [texts.data.length] })),
  ];
  return writeTensors(path, list, metadata);
}

/** Writes tensors that are in memory. Error: `disk-full`. */
export function writeTensors(path: string, list: readonly NamedTensor[], metadata: Record<string, string>): Promise<{ bytes: number; sha256: string }> {
  const byName = new Map(list.map((tensor) => [tensor.name, tensor.data]));
  const read = (name: string, into: Uint8Array): Uint8Array => {
    const data = byName.get(name) ?? new Float32Array();
    into.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return into.subarray(0, data.byteLength);
  };
  return writeCapture(path, { tensors: list, read }, metadata, () => undefined);
}
