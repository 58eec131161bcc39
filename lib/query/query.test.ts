import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { QueryClient } from "@tanstack/react-query";
import type { InspectionEvent } from "@/lib/domain/inspection";
import { deleteInspection, headMapQuery, inspectionsQuery, startInspection, statusQuery, subscribeInspection, tensorQuery } from "./index";

/** What the server answers next, by "METHOD /path". */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.method ?? ""} ${request.url ?? ""}`);
  answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The browser resolves "/api/…" against the page's address; here the server's takes that place.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => real(origin + path, init));
});
afterAll(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
});

const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: 0 } } });
const json = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

describe("asking the server", () => {
  it("gives what the schema says, and asks with the search and page in the address", async () => {
    answer = json(200, { inspections: [], total: 0 });
    expect(await client.query(inspectionsQuery({ search: "a b&c", limit: 5 }))).toEqual({ inspections: [], total: 0 });
    expect(seen).toEqual(["GET /api/inspections?limit=5&offset=0&search=a+b%26c"]);
  });

  it("throws the server’s own error", async () => {
    answer = json(422, { error: { code: "model-too-large", message: "Needs 9 GiB, has 2 GiB.", requestId: "r" } });
    await expect(startInspection({ model: "m", prompt: "p" })).rejects.toMatchObject({ name: "VitrineError", code: "model-too-large", message: "Needs 9 GiB, has 2 GiB." });
  });

  it("says so when the answer is not one of this program’s", async () => {
    answer = (_, response) => response.writeHead(502).end("<html>");
    await expect(startInspection({ model: "m", prompt: "p" })).rejects.toMatchObject({ code: "internal", message: expect.stringContaining("502") as string });
    answer = json(200, { software: 1 });
    await expect(client.query(statusQuery())).rejects.toMatchObject({ code: "internal", message: expect.stringContaining("software") as string });
    answer = (request) => request.socket.destroy();
    await expect(deleteInspection("x/../y")).rejects.toMatchObject({ code: "internal", message: expect.stringContaining("cannot be reached") as string });
    expect(seen.at(-1)).toBe("DELETE /api/inspections/x%2F..%2Fy");
  });
});

describe("tensors", () => {
  const tensor = (dtype: string, shape: string, bytes: Uint8Array) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { "x-vitrine-dtype": dtype, "x-vitrine-shape": shape }).end(bytes);
  };

  it("are decoded from half precision, whole numbers and bytes", async () => {
    answer = tensor("F16", "2,1", Uint8Array.of(0x00, 0x3c, 0x00, 0xc0));
    expect(await client.query(tensorQuery("id", "attention.0", ":,17,:"))).toEqual({ shape: [2, 1], data: Float32Array.of(1, -2) });
    expect(seen).toEqual(["GET /api/inspections/id/tensors/attention.0?slice=%3A%2C17%2C%3A"]);
    answer = tensor("I32", "", new Uint8Array(Int32Array.of(-7).buffer));
    expect(await client.query(tensorQuery("id", "tokens", "3"))).toEqual({ shape: [], data: Int32Array.of(-7) });
    answer = tensor("F16", "0,0", new Uint8Array());
    expect(await client.query(headMapQuery("id", 2, 5))).toEqual({ shape: [0, 0], data: new Float32Array() });
    expect(seen.at(-1)).toBe("GET /api/inspections/id/attention/2/5");
  });

  it("that break off or say nothing of themselves are errors, not zeros", async () => {
    answer = tensor("F32", "3", new Uint8Array(8));
    await expect(client.query({ ...tensorQuery("id", "short"), retry: false })).rejects.toThrow(/broke off/);
    answer = (_, response) => response.writeHead(200).end("x");
    await expect(client.query({ ...tensorQuery("id", "bare"), retry: false })).rejects.toThrow(/what the tensor is/);
  });
});

describe("following a run", () => {
  const line = (event: InspectionEvent) => `data: ${JSON.stringify(event)}\n\n`;
  const done: InspectionEvent = { type: "done", id: "x", state: "complete" };
  const loading = (fraction: number): InspectionEvent => ({ type: "loading", fraction });
  const stream = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

  const follow = (until: (events: InspectionEvent[]) => boolean) =>
    new Promise<InspectionEvent[]>((resolve) => {
      const events: InspectionEvent[] = [];
      subscribeInspection("x", (event) => {
        events.push(event);
        if (until(events)) resolve(events);
      });
    });

  it("puts events together from pieces cut anywhere, and ends with the last", async () => {
    answer = (_, response) => {
      const text = `: open\n\n${line(loading(0.25))}: still here\n\n${line(done)}`;
      stream(response);
      [...text].forEach((letter, i) => setTimeout(() => (i === text.length - 1 ? response.end(letter) : response.write(letter)), 0));
    };
    expect(await follow((events) => events.length === 2)).toEqual([loading(0.25), done]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(seen).toHaveLength(1);
  });

  it("takes a lost connection up again", async () => {
    answer = (_, response) => {
      if (seen.length === 1) stream(response).write(line(loading(0.5)), () => response.destroy());
      else stream(response).end(line(loading(1)) + line(done));
    };
    expect(await follow((events) => events.at(-1)?.type === "done")).toEqual([loading(0.5), loading(1), done]);
  });

  it("reports at once what the server says about an inspection that it does not know", async () => {
    answer = json(404, { error: { code: "not-found", message: "Gone." } });
    expect(await follow((events) => events.length === 1)).toEqual([{ type: "failed", error: { code: "not-found", message: "Gone." } }]);
    expect(seen).toHaveLength(1);
  });

  it("hears nothing more after it was ended", async () => {
    let send: ((event: InspectionEvent) => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      answer = (request, response) => {
        stream(response).write(": open\n\n");
        request.on("close", resolve);
        send = (event) => response.write(line(event));
      };
    });
    const heard: InspectionEvent[] = [];
    const end = subscribeInspection("x", (event) => heard.push(event));
    await expect.poll(() => send !== undefined, { timeout: 10_000 }).toBe(true);
    end();
    await closed;
    send?.(done);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
  });
});
