import { closeSync, fstatSync, openSync, readSync } from "node:fs";
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
  type GgufTensorType,
  type GgufTypeName,
  type GgufValue,
} from "./format";
import { dequantise } from "./dequantise";

const WINDOW = 1 << 20;

/**
 * An open GGUF file. The header is read at once, tensor data only when asked for. Throws when the file is not GGUF version 3,
 * ends early, or names a tensor type that these scripts do not know.
 */
export class GgufFile {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensorInfo>;
  /** Byte at which tensor data starts. */
  readonly dataStart: number;
  readonly #offsets = new Map<string, number>();
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const cursor = new Cursor(descriptor);
    if (cursor.uint32() !== GGUF_MAGIC) throw new Error("This file is not GGUF");
    const version = cursor.uint32();
    if (version !== GGUF_VERSION) throw new Error(`GGUF version ${version} is not ${GGUF_VERSION}`);
    const tensorCount = Number(cursor.uint64());
    const keyCount = Number(cursor.uint64());

    this.metadata = new Map();
    for (let i = 0; i < keyCount; i++) {
      const key = cursor.text();
      this.metadata.set(key, cursor.value(cursor.typeName()));
    }
    const tensors = new Map<string, GgufTensorInfo>();
    for (let i = 0; i < tensorCount; i++) {
      const name = cursor.text();
      const shape = Array.from({ length: cursor.uint32() }, () => Number(cursor.uint64()));
      tensors.set(name, { name, shape, type: tensorTypeOf(cursor.uint32(), name) });
      this.#offsets.set(name, Number(cursor.uint64()));
    }
    this.tensors = tensors;
    this.dataStart = alignUp(cursor.position, alignmentOf(this.metadata));
  }

  static open(path: string): GgufFile {
    const descriptor = openSync(path, "r");
    try {
      return new GgufFile(descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  info(name: string): GgufTensorInfo {
    const info = this.tensors.get(name);
    if (!info) throw new Error(`The file holds no tensor "${name}"`);
    return info;
  }

  /** The tensor's data as stored, in pieces of at most `pieceBytes` rounded down to whole blocks. */
  *pieces(name: string, pieceBytes = 8 << 20): Generator<Uint8Array> {
    const info = this.info(name);
    const { blockBytes } = tensorTypes[info.type];
    const piece = Math.max(blockBytes, Math.floor(pieceBytes / blockBytes) * blockBytes);
    const total = tensorBytes(info);
    const start = this.dataStart + (this.#offsets.get(name) ?? 0);
    for (let done = 0; done < total; done += piece) {
      yield readExactly(this.#descriptor, start + done, Math.min(piece, total - done));
    }
  }

  /** All values of a tensor as float32, in file order (the first axis of the shape varies fastest). */
  values(name: string): Float32Array {
    const info = this.info(name);
    const [bytes] = this.pieces(name, tensorBytes(info));
    return dequantise(info.type, bytes ?? new Uint8Array());
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function tensorTypeOf(id: number, name: string): GgufTensorType {
  for (const type of ["F32", "F16", "Q4_0", "Q8_0"] as const) if (tensorTypes[type].id === id) return type;
  throw new Error(`${name}: tensor type ${id} is not read here`);
}

function readExactly(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const got = readSync(descriptor, bytes, done, length - done, position + done);
    if (got === 0) throw new Error(`The file ends at byte ${position + done}, ${length - done} bytes too early`);
    done += got;
  }
  return bytes;
}

/** Reads the header from front to back through a window, since its length is unknown until it has been read. */
class Cursor {
  position = 0;
  #window: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));
  #windowStart = 0;
  readonly #fileBytes: number;

  constructor(private readonly descriptor: number) {
    this.#fileBytes = fstatSync(descriptor).size;
  }

  /** The window and the place in it of the next `length` bytes, which are then behind the cursor. */
  #take(length: number): { view: DataView<ArrayBufferLike>; at: number } {
    if (this.position + length > this.#windowStart + this.#window.byteLength) {
      const available = Math.max(0, this.#fileBytes - this.position);
      const bytes = readExactly(this.descriptor, this.position, Math.max(length, Math.min(WINDOW, available)));
      this.#window = new DataView(bytes.buffer);
      this.#windowStart = this.position;
    }
    const at = this.position - this.#windowStart;
    this.position += length;
    return { view: this.#window, at };
  }

  uint32(): number {
    const { view, at } = this.#take(4);
    return view.getUint32(at, true);
  }

  uint64(): bigint {
    const { view, at } = this.#take(8);
    return view.getBigUint64(at, true);
  }

  text(): string {
    const length = Number(this.uint64());
    if (length > this.#fileBytes - this.position) throw new Error(`A text of ${length} bytes does not fit the file`);
    const { view, at } = this.#take(length);
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
  }

  typeName(): GgufTypeName {
    const id = this.uint32();
    const name = scalarTypes[id];
    if (!name) throw new Error(`Metadata type ${id} is unknown`);
    return name;
  }

  value(type: GgufTypeName): GgufValue {
    switch (type) {
      case "string":
        return { type, value: this.text() };
      case "array": {
        const of = this.typeName();
        const length = Number(this.uint64());
        if (length > this.#fileBytes - this.position) throw new Error(`A list of ${length} values does not fit the file`);
        return { type, of, value: Array.from({ length }, () => this.value(of)) };
      }
      case "uint64":
        return { type, value: this.uint64() };
      case "int64":
        return { type, value: BigInt.asIntN(64, this.uint64()) };
      case "bool": {
        const { view, at } = this.#take(1);
        return { type, value: view.getUint8(at) !== 0 };
      }
      default:
        return { type, value: this.#number(type) };
    }
  }

  #number(type: Exclude<GgufTypeName, "string" | "array" | "uint64" | "int64" | "bool">): number {
    const length = { uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4, float32: 4, float64: 8 }[type];
    const { view, at } = this.#take(length);
    switch (type) {
      case "uint8":
        return view.getUint8(at);
      case "int8":
        return view.getInt8(at);
      case "uint16":
        return view.getUint16(at, true);
      case "int16":
        return view.getInt16(at, true);
      case "uint32":
        return view.getUint32(at, true);
      case "int32":
        return view.getInt32(at, true);
      case "float32":
        return view.getFloat32(at, true);
      case "float64":
        return view.getFloat64(at, true);
    }
  }
}
