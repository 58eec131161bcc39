import { VitrineError } from "@/lib/domain/errors";
import { dtypeBytes, type Dtype } from "./dtype";
import { decodeBrainHalf, decodeHalf } from "./half";

export type TensorData = Float32Array | Int32Array | Uint8Array;

/** Typed arrays need an aligned start: copies only where the bytes do not have one. */
function aligned(bytes: Uint8Array, size: number): { buffer: ArrayBufferLike; offset: number } {
  if (bytes.byteOffset % size === 0) return { buffer: bytes.buffer, offset: bytes.byteOffset };
  return { buffer: bytes.slice().buffer, offset: 0 };
}

/**
 * Little-endian bytes → numbers. F32, F16 and BF16 come as f32, exactly; F64 is rounded to f32; I32 as i32; U8 and BOOL as bytes.
 * Error: `trace-unreadable` for the other types, which no trace of this program holds.
 */
export function decodeTensor(dtype: Dtype, bytes: Uint8Array): TensorData {
  const size = dtypeBytes[dtype];
  if (bytes.length % size !== 0) throw new VitrineError("trace-unreadable", `A tensor of type ${dtype} has ${bytes.length} bytes, not a multiple of ${size}.`);
  const count = bytes.length / size;
  const { buffer, offset } = aligned(bytes, size);
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer, offset, count);
    case "F64":
      return Float32Array.from(new Float64Array(buffer, offset, count));
    case "F16":
      return decodeHalf(new Uint16Array(buffer, offset, count));
    case "BF16":
      return decodeBrainHalf(new Uint16Array(buffer, offset, count));
    case "I32":
      return new Int32Array(buffer, offset, count);
    case "U8":
    case "BOOL":
      return bytes;
    default:
      throw new VitrineError("trace-unreadable", `Tensors of type ${dtype} cannot be shown.`);
  }
}
