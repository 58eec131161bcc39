import { decodeHalf } from "@/lib/trace/half";
import { tensorTypes, type GgufTensorType } from "./format";

/** The values of all half-precision bit patterns: a block's scale stands alone between bytes, so single ones are looked up. */
const halves = decodeHalf(Uint16Array.from({ length: 0x1_0000 }, (_, bits) => bits));

/**
 * The values that tensor data stand for, as llama.cpp's reference dequantisers compute them (ggml-quants.c).
 *
 * `bytes`: whole blocks of `type`, in file order; any alignment. Result: float32, one per value.
 */
export function dequantise(type: GgufTensorType, bytes: Uint8Array): Float32Array {
  const { blockValues, blockBytes } = tensorTypes[type];
  if (bytes.byteLength % blockBytes !== 0) throw new Error(`${bytes.byteLength} bytes are not whole blocks of ${type}`);
  const blocks = bytes.byteLength / blockBytes;
  const out = new Float32Array(blocks * blockValues);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const halfAt = (offset: number): number => halves[view.getUint16(offset, true)] ?? NaN;

  switch (type) {
    case "F32":
      for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(i * 4, true);
      break;
    case "F16":
      for (let i = 0; i < out.length; i++) out[i] = halfAt(i * 2);
      break;
    case "Q8_0":
      for (let block = 0; block < blocks; block++) {
        const start = block * blockBytes;
        const scale = halfAt(start);
        for (let i = 0; i < 32; i++) out[block * 32 + i] = view.getInt8(start + 2 + i) * scale;
      }
      break;
    case "Q4_0":
      // A block's first half lies in the low nibbles, its second half in the high ones; 8 stands for zero.
      for (let block = 0; block < blocks; block++) {
        const start = block * blockBytes;
        const scale = halfAt(start);
        for (let i = 0; i < 16; i++) {
          const pair = view.getUint8(start + 2 + i);
          out[block * 32 + i] = ((pair & 0xf) - 8) * scale;
          out[block * 32 + 16 + i] = ((pair >> 4) - 8) * scale;
        }
      }
      break;
  }
  return out;
}
