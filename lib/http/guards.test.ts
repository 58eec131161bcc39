import { describe, expect, it } from "vitest";
import { guardRequest } from "./guards";

const guard = (headers: Record<string, string>, method = "GET") => () => guardRequest(new Headers(headers), method);

describe("requests are taken only from this server’s own pages", () => {
  it("lets own pages, programs and typed addresses in", () => {
    expect(guard({ host: "127.0.0.1:3000" })).not.toThrow();
    expect(guard({ host: "localhost:3000", origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }, "POST")).not.toThrow();
    expect(guard({ host: "[::1]:3000", "sec-fetch-site": "none", "sec-fetch-mode": "navigate" })).not.toThrow();
    // A link on another page may open Vitrine; it may not make it do anything.
    expect(guard({ host: "127.0.0.1:3000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).not.toThrow();
  });

  it.each([
    ["a stranger’s name that resolves here", { host: "evil.example:3000" }, "GET"],
    ["a name that only begins like this one", { host: "127.0.0.1.evil.example" }, "GET"],
    ["no host at all", {}, "GET"],
    ["credentials in the host", { host: "127.0.0.1@evil.example" }, "GET"],
    ["another port’s page", { host: "127.0.0.1:3000", origin: "http://127.0.0.1:8080" }, "POST"],
    ["an opaque origin", { host: "127.0.0.1:3000", origin: "null" }, "POST"],
    ["https of the same name", { host: "localhost:3000", origin: "https://localhost:3000" }, "POST"],
    ["another site’s script", { host: "127.0.0.1:3000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }, "GET"],
    ["another site’s form", { host: "127.0.0.1:3000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "POST"],
  ])("refuses %s", (_, headers, method) => {
    expect(guard(headers as Record<string, string>, method)).toThrow(expect.objectContaining({ code: "forbidden" }) as Error);
  });
});
