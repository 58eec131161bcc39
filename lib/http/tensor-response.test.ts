import { describe, expect, it } from "vitest";
import { notModified, tensorResponse, type TensorSource } from "./tensor-response";

const data = Uint8Array.from({ length: 12 }, (_, i) => i);
/** Remembers which bytes were asked for: a range must not read the rest. */
function sourceOf(): TensorSource & { asked: [number, number][] } {
  const asked: [number, number][] = [];
  return {
    asked,
    dtype: "F32",
    shape: [3, 1],
    byteLength: data.length,
    bytes: async function* (begin, end) {
      asked.push([begin, end]);
      for (let i = begin; i < end; i += 5) yield data.subarray(i, Math.min(end, i + 5));
    },
  };
}

describe("a tensor over HTTP", () => {
  it("comes whole, in pieces, with its type and shape, to be kept for ever", async () => {
    const response = tensorResponse(sourceOf(), "abc", null);
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(data);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-vitrine-dtype": "F32", "x-vitrine-shape": "3,1", etag: '"abc"', "content-length": "12", "accept-ranges": "bytes",
      "cache-control": "private, max-age=31536000, immutable",
    });
  });

  it("is read only where a range asks for it", async () => {
    const source = sourceOf();
    const response = tensorResponse(source, "abc", "bytes=4-7");
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 4-7/12");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(data.subarray(4, 8));
    expect(source.asked).toEqual([[4, 8]]);
    const outside = tensorResponse(source, "abc", "bytes=12-");
    expect([outside.status, outside.headers.get("content-range")]).toEqual([416, "bytes */12"]);
  });

  it("is not sent again to whoever has it", () => {
    const asking = (etag: string) => new Request("http://127.0.0.1/", { headers: { "if-none-match": etag } });
    expect(notModified(asking('"abc"'), "abc")).toBe(true);
    expect(notModified(asking('"abd"'), "abc")).toBe(false);
  });
});
