import { createReadStream } from "node:fs";

/** A body from pieces as they are made; the source is ended when the reader goes away. */
export function bodyOf(pieces: AsyncGenerator<Uint8Array | string, void, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done || value === undefined) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    async cancel() {
      await pieces.return();
    },
  });
}

/** A file name that any system takes, for Content-Disposition. */
export function downloadName(title: string, extension: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\w-]+/g, " ").trim().replace(/\s+/g, "-").slice(0, 60);
  return `${plain || "inspection"}.${extension}`;
}

export async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
}
