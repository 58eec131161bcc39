import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "@/proxy";
import { readPassword } from "./form-fields";

const goesThrough = (path: string): boolean => unstable_doesMiddlewareMatch({ config, url: `http://127.0.0.1:3000${path}` });

describe("what every page goes through", () => {
  it("is skipped by the interface and by shared pages, whose forms are then read no further than they may be", () => {
    for (const path of ["/api/audits", `/r/${"A".repeat(43)}`, "/r/x?y=/z"]) expect(goesThrough(path), path).toBe(false);
    for (const path of ["/", "/r", "/r/", "/r/x/y", "/r/x/", "/reports", "/reports/x", "/apiary", "/x/r/y", "/x/api/y", "/_next/static/x.js"]) expect(goesThrough(path), path).toBe(true);
  });

  it("refuses strangers’ names and sends the policy and the headers with every page", () => {
    expect(proxy(new NextRequest("http://evil.example:3000/", { headers: { host: "evil.example:3000" } })).status).toBe(403);
    const { headers } = proxy(new NextRequest("http://127.0.0.1:3000/reports", { headers: { host: "127.0.0.1:3000" } }));
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-/);
    expect(headers.get("x-frame-options")).toBe("DENY");
  });
});

describe("the form of a password", () => {
  const form = (body: BodyInit, duplex?: "half"): Request => new Request("http://127.0.0.1:3000/r/x", { method: "POST", body, ...(duplex ? { duplex } : {}) });

  it("gives its field, or nothing where there is none", async () => {
    expect(await readPassword(form("password=a+long+p%C3%A4ss"))).toBe("a long päss");
    expect(await readPassword(form("other=1"))).toBe("");
    expect(await readPassword(new Request("http://127.0.0.1:3000/r/x", { method: "POST" }))).toBe("");
  });

  it("is read no further than four kilobytes, whether its length was told or not", async () => {
    await expect(readPassword(form("x".repeat(4_097)))).rejects.toMatchObject({ code: "bad-request" });
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array((sent += 1, 1_024))) });
    await expect(readPassword(form(endless, "half"))).rejects.toMatchObject({ code: "bad-request", message: "The form is too long." });
    expect(sent).toBeLessThan(10);
  });
});
