import { open } from "node:fs/promises";
import {
  GGUF_MAGIC,
  GGUF_VERSION,
  alignUp,
  alignmentOf,
  scalarTypes,
  tensorBytes,
  tensorTypes,
  type GgufMetadata,
  type GgufTensorInfo,
  type GgufValue,
} from "./format";

/** A tensor to write. `data` is asked for when its turn comes and never held as a whole: files may exceed memory. */
export interface GgufTensorSource extends GgufTensorInfo {
  /** Bytes of the tensor in file order, in pieces of any size, together exactly `tensorBytes`. */
  data: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Writes a GGUF file piece by piece. Throws when a tensor's pieces do not add up to what its shape promises. */
export async function writeGguf(path: string, metadata: GgufMetadata, tensors: readonly GgufTensorSource[]): Promise<void> {
  const alignment = alignmentOf(metadata);
  const header = encodeHeader(metadata, tensors, alignment);
  const file = await open(path, "w");
  try {
    await file.writeFile(header);
    for (const tensor of tensors) {
      let written = 0;
      for await (const piece of tensor.data()) {
        await file.writeFile(piece);
        written += piece.byteLength;
      }
      const promised = tensorBytes(tensor);
      if (written !== promised) throw new Error(`${tensor.name}: ${written} bytes came, ${promised} were promised`);
      const padding = alignUp(written, alignment) - written;
      if (padding > 0) await file.writeFile(new Uint8Array(padding));
    }
  } finally {
    await file.close();
  }
}

/** A tensor held in memory, as float32. */
export function float32Tensor(name: string, shape: readonly number[], values: Float32Array): GgufTensorSource {
  return {
    name,
    shape,
    type: "F32",
    data: () => [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
  };
}

function encodeHeader(metadata: GgufMetadata, tensors: readonly GgufTensorInfo[], alignment: number): Uint8Array {
  const out = new ByteBuilder();
  out.uint32(GGUF_MAGIC);
  out.uint32(GGUF_VERSION);
  out.uint64(BigInt(tensors.length));
  out.uint64(BigInt(metadata.size));
  for (const [key, value] of metadata) {
    out.text(key);
    out.uint32(scalarTypes.indexOf(value.type));
    out.value(value);
  }
  let offset = 0;
  for (const tensor of tensors) {
    out.text(tensor.name);
    out.uint32(tensor.shape.length);
    for (const size of tensor.shape) out.uint64(BigInt(size));
    out.uint32(tensorTypes[tensor.type].id);
    out.uint64(BigInt(offset));
    offset = alignUp(offset + tensorBytes(tensor), alignment);
  }
  out.padTo(alignment);
  return out.bytes();
}

/** A growing little-endian buffer. */
class ByteBuilder {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for `length` more bytes and returns where they start. */
  #grow(length: number): number {
    const start = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.byteLength * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  padTo(alignment: number): void {
    this.#grow(alignUp(this.#length, alignment) - this.#length);
  }

  uint32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }

  uint64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value, true);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.uint64(BigInt(encoded.byteLength));
    const at = this.#grow(encoded.byteLength);
    this.#bytes.set(encoded, at);
  }

  value(value: GgufValue): void {
    switch (value.type) {
      case "string":
        return this.text(value.value);
      case "array":
        this.uint32(scalarTypes.indexOf(value.of));
        this.uint64(BigInt(value.value.length));
        for (const item of value.value) {
          if (item.type !== value.of) throw new Error(`A list of ${value.of} holds a ${item.type}`);
          this.value(item);
        }
        return;
      case "uint64":
      case "int64":
        return this.uint64(BigInt.asUintN(64, value.value));
      case "bool":
      case "uint8":
      case "int8": {
        const at = this.#grow(1);
        return this.#view.setUint8(at, Number(value.value));
      }
      case "uint16":
      case "int16": {
        const at = this.#grow(2);
        return this.#view.setUint16(at, value.value, true);
      }
      case "uint32":
      case "int32":
        return this.uint32(value.value);
      case "float32": {
        const at = this.#grow(4);
        return this.#view.setFloat32(at, value.value, true);
      }
      case "float64": {
        const at = this.#grow(8);
        return this.#view.setFloat64(at, value.value, true);
      }
    }
  }
}
