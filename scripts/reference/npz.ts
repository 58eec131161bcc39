import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";

export interface NpyArray {
  shape: number[];
  values: Float32Array | Int32Array;
}

/**
 * The numeric arrays of a NumPy .npz file (a zip of .npy files, format version 1), by name without ".npy". Only little-endian
 * float32 and int32 in C order are read; arrays of text are left out. Throws on anything else.
 */
export function readNpz(path: string): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(path)))) {
    const array = parseNpy(name, bytes);
    if (array) arrays.set(name.replace(/\.npy$/, ""), array);
  }
  return arrays;
}

function parseNpy(name: string, bytes: Uint8Array): NpyArray | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x93_4e_55_4d || view.getUint8(6) !== 1) throw new Error(`${name} is not a .npy file of version 1`);
  const headerEnd = 10 + view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, headerEnd));
  const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
  if (type.startsWith("<U")) return null;
  if (header.includes("'fortran_order': True")) throw new Error(`${name} is stored column by column`);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  const data = bytes.slice(headerEnd).buffer;
  if (type === "<f4") return { shape, values: new Float32Array(data) };
  if (type === "<i4") return { shape, values: new Int32Array(data) };
  throw new Error(`${name} holds ${type}`);
}
