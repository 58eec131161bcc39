/**
 * What a GGUF file consists of (version 3, little endian): typed metadata, a directory of tensors, aligned tensor data.
 * Source: the specification in ggml's docs/gguf.md.
 */

export const GGUF_MAGIC = 0x4655_4747; // "GGUF"
export const GGUF_VERSION = 3;
export const DEFAULT_ALIGNMENT = 32;

export const scalarTypes = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "bool", "string", "array", "uint64", "int64", "float64"] as const;
export type GgufTypeName = (typeof scalarTypes)[number];
export type GgufNumberType = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** A metadata value with the type that it has in the file, so that a copy is written as it was read. */
export type GgufValue =
  | { type: GgufNumberType; value: number }
  | { type: "uint64" | "int64"; value: bigint }
  | { type: "bool"; value: boolean }
  | { type: "string"; value: string }
  | { type: "array"; of: GgufTypeName; value: GgufValue[] };

/** Keys in file order. */
export type GgufMetadata = Map<string, GgufValue>;

export type GgufTensorType = "F32" | "F16" | "Q4_0" | "Q8_0";

/** Number of the type in the file, values in a block and bytes of a block. */
export const tensorTypes: Record<GgufTensorType, { id: number; blockValues: number; blockBytes: number }> = {
  F32: { id: 0, blockValues: 1, blockBytes: 4 },
  F16: { id: 1, blockValues: 1, blockBytes: 2 },
  Q4_0: { id: 2, blockValues: 32, blockBytes: 18 },
  Q8_0: { id: 8, blockValues: 32, blockBytes: 34 },
};

/** `general.file_type` for a file whose matrices have this type. */
export const fileTypes: Record<GgufTensorType, number> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 7 };

/** A tensor as the directory names it. `shape` is in ggml's order: the fastest-varying axis first. */
export interface GgufTensorInfo {
  name: string;
  type: GgufTensorType;
  shape: readonly number[];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Bytes of a tensor's data. Throws if a row is not a whole number of blocks. */
export function tensorBytes(info: GgufTensorInfo): number {
  const { blockValues, blockBytes } = tensorTypes[info.type];
  const row = info.shape[0] ?? 1;
  if (row % blockValues !== 0) throw new Error(`${info.name}: rows of ${row} values are not whole blocks of ${info.type}`);
  return (elementCount(info.shape) / blockValues) * blockBytes;
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** `general.alignment`, or the default of 32. */
export function alignmentOf(metadata: GgufMetadata): number {
  const value = metadata.get("general.alignment");
  return value?.type === "uint32" ? value.value : DEFAULT_ALIGNMENT;
}
