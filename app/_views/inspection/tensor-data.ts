import { VitrineError } from "@/lib/domain/errors";
import type { Tensor } from "@/lib/query";

/** Checks on what arrives: a tensor of another type or size would be drawn as nonsense. */
function refuse(what: string): never {
  throw new VitrineError("trace-unreadable", `The recording of this run is damaged: ${what}.`);
}

export function floats(tensor: Tensor, shape: readonly number[]): Float32Array {
  if (!(tensor.data instanceof Float32Array)) refuse("whole numbers stand where measurements should be");
  return checked(tensor.data, tensor.shape, shape);
}

export function integers(tensor: Tensor, shape: readonly number[]): Int32Array {
  if (!(tensor.data instanceof Int32Array)) refuse("measurements stand where whole numbers should be");
  return checked(tensor.data, tensor.shape, shape);
}

function checked<Data extends Float32Array | Int32Array>(data: Data, found: readonly number[], wanted: readonly number[]): Data {
  if (found.join() !== wanted.join()) refuse(`a block of ${found.join(" × ")} numbers stands where ${wanted.join(" × ")} should be`);
  return data;
}
