import { z } from "zod";

/** The safetensors element types that are understood; the sub-byte ones of the format are not. */
export const dtypeSchema = z.enum([
  "F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2",
  "I64", "I32", "I16", "I8",
  "U64", "U32", "U16", "U8", "BOOL",
]);
export type Dtype = z.infer<typeof dtypeSchema>;

/** Bytes of one element. */
export const dtypeBytes: Readonly<Record<Dtype, number>> = {
  F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1,
  I64: 8, I32: 4, I16: 2, I8: 1,
  U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1,
};

export interface TensorSpec {
  readonly name: string;
  readonly dtype: Dtype;
  /** Row-major, outermost axis first; `[]` is a scalar. */
  readonly shape: readonly number[];
}

/** Number of elements; 1 for a scalar. Infinity or an unsafe integer when the shape is absurd: callers check. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function tensorBytes(spec: Pick<TensorSpec, "dtype" | "shape">): number {
  return elementCount(spec.shape) * dtypeBytes[spec.dtype];
}
