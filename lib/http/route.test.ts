import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { BODY_BYTE_LIMIT } from "./body";
import { parseByteRange } from "./byte-range";
import { eventStream } from "./event-stream";
import { route } from "./route";
import { downloadName } from "./streams";

const log = { error: vi.fn() };
const context = async () => ({ log });
const at = { params: Promise.resolve({}) };
const call = (init: RequestInit & { duplex?: "half" } = {}, url = "http://127.0.0.1:3000/api/x") =>
  new Request(url, { ...init, headers: { host: "127.0.0.1:3000", ...init.headers } });
const post = (body: BodyInit, headers: Record<string, string> = { "content-type": "application/json" }) => call({ method: "POST", body, headers });

const echo = route({ context, body: z.object({ n: z.int() }), query: z.object({ q: z.string().default("-") }), answer: async ({ body, query }) => ({ n: body.n, q: query.q }) });

async function errorOf(response: Response) {
  return { status: response.status, body: z.object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) }).parse(await response.json()).error };
}

describe("a route", () => {
  it("parses what comes in and answers with security headers and nothing cached", async () => {
    const response = await echo(post(`{"n":3}`), at);
    expect(await response.json()).toEqual({ n: 3, q: "-" });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("names the field of a request that does not fit", async () => {
    expect(await errorOf(await echo(post(`{"n":"three"}`), at))).toMatchObject({ status: 400, body: { code: "bad-request", message: expect.stringContaining("n:") as string } });
  });

  it.each([
    ["text that is not JSON", "{", "bad-request"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "prompt-not-utf8"],
  ])("refuses %s", async (_, body, code) => {
    expect((await errorOf(await echo(post(body), at))).body.code).toBe(code);
  });

  it("refuses a form’s content type, which other sites could send without asking", async () => {
    expect((await errorOf(await echo(post(`{"n":3}`, { "content-type": "text/plain" }), at))).status).toBe(400);
  });

  it("reads no more of a body than its limit", async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(BODY_BYTE_LIMIT / 4 + 1)) });
    expect((await errorOf(await echo(call({ method: "POST", body: endless, duplex: "half", headers: { "content-type": "application/json" } }), at))).status).toBe(400);
  });

  it("tells errors written for people, and only logs the others", async () => {
    const known = route({ context, answer: async () => Promise.reject(new VitrineError("disk-full", "The disk is full.")) });
    expect(await errorOf(await known(call(), at))).toMatchObject({ status: 507, body: { code: "disk-full", message: "The disk is full." } });
    const unknown = route({ context, answer: async () => Promise.reject(new Error("secret path /home/x")) });
    const told = await errorOf(await unknown(call(), at));
    expect(told.body.code).toBe("internal");
    expect(told.body.message).not.toContain("secret");
    expect(log.error).toHaveBeenCalledOnce();
  });
});

describe("event streams", () => {
  it("send events as they come, end after the last, and unfollow", async () => {
    const unfollow = vi.fn();
    const response = eventStream<{ n: number }>(
      (send) => {
        send({ n: 1 });
        queueMicrotask(() => send({ n: 2 }));
        return unfollow;
      },
      (event) => event.n === 2,
    );
    expect(await response.text()).toBe(': open\n\ndata: {"n":1}\n\ndata: {"n":2}\n\n');
    expect(unfollow).toHaveBeenCalledOnce();
  });

  it("unfollow when the reader goes away", async () => {
    const unfollow = vi.fn();
    const response = eventStream(() => unfollow, () => false);
    await response.body?.cancel();
    expect(unfollow).toHaveBeenCalledOnce();
  });
});

describe("byte ranges", () => {
  it("are those of RFC 9110 for a single range", () => {
    expect(parseByteRange("bytes=0-3", 10)).toEqual({ begin: 0, end: 4 });
    expect(parseByteRange("bytes=8-", 10)).toEqual({ begin: 8, end: 10 });
    expect(parseByteRange("bytes=-3", 10)).toEqual({ begin: 7, end: 10 });
    expect(parseByteRange("bytes=4-99", 10)).toEqual({ begin: 4, end: 10 });
    expect(parseByteRange("bytes=10-", 10)).toBe("unsatisfiable");
    expect(parseByteRange("bytes=0-1,3-4", 10)).toBeNull();
    expect(parseByteRange(null, 10)).toBeNull();
  });
});

describe("names of downloads", () => {
  it("hold nothing that a file system or a header could stumble over", () => {
    expect(downloadName('The "capital"/of\r\nFrance: é?', "json")).toBe("The-capital-of-France-e.json");
    expect(downloadName("…", "json")).toBe("inspection.json");
  });
});
