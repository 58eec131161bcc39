import { pathToFileURL } from "node:url";
import { dequantise } from "./dequantise";
import { fileTypes } from "./format";
import { GgufFile } from "./read";
import { uint32 } from "./values";
import { writeGguf } from "./write";

/**
 * Copies a GGUF file with every tensor as float32: the same weights, exactly, so that a comparison sees the arithmetic alone
 * and not llama.cpp's rounding of activations to the type of the weights. Metadata are kept, `general.file_type` becomes 0.
 *
 * Reads F32, F16, Q8_0 and Q4_0; a tensor is never held whole, so any size will do.
 */
export async function widenToFloat32(sourcePath: string, targetPath: string): Promise<void> {
  const source = GgufFile.open(sourcePath);
  try {
    const metadata = new Map(source.metadata);
    metadata.set("general.file_type", uint32(fileTypes.F32));
    const tensors = [...source.tensors.values()].map(({ name, shape, type }) => ({
      name,
      shape,
      type: "F32" as const,
      *data() {
        for (const piece of source.pieces(name)) {
          const values = dequantise(type, piece);
          yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        }
      },
    }));
    await writeGguf(targetPath, metadata, tensors);
  } finally {
    source.close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [sourcePath, targetPath] = process.argv.slice(2);
  if (!sourcePath || !targetPath) {
    console.error("usage: tsx scripts/gguf/widen.ts SOURCE.gguf TARGET.gguf");
    process.exitCode = 2;
  } else {
    await widenToFloat32(sourcePath, targetPath);
  }
}
