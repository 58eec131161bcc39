import { describe, expect, it } from "vitest";
import type { NetworkAccess } from "./access";
import { accessMisses, ANYBODY } from "./attempts";
import { VitrineError } from "@/lib/domain/errors";
import { errorResponse } from "./error-response";
import { guardPublicRequest, guardRequest } from "./guards";

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

describe("requests from other machines", () => {
  const access: NetworkAccess = { password: "correct horse battery", names: new Set(["lab.example"]) };
  const authorization = `Basic ${Buffer.from("me:correct horse battery").toString("base64")}`;
  const from = (headers: Record<string, string>, method = "GET") => () => guardRequest(new Headers(headers), method, access);
  const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;

  it("come in by an address or a listed name, with the password", () => {
    expect(from({ host: "192.168.1.4:3000", authorization })).not.toThrow();
    expect(from({ host: "[fe80::1]:3000", authorization })).not.toThrow();
    expect(from({ host: "lab.example", origin: "https://lab.example", authorization, "sec-fetch-site": "same-origin" }, "POST")).not.toThrow();
  });

  it("are refused by any other name, whatever they carry, and from other sites’ pages", () => {
    expect(from({ host: "evil.example:3000", authorization })).toThrow(refusal("forbidden"));
    expect(from({ host: "192.168.1.4:3000", origin: "http://evil.example", authorization }, "POST")).toThrow(refusal("forbidden"));
    expect(from({ host: "192.168.1.4:3000", authorization, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" })).toThrow(refusal("forbidden"));
  });

  it("need the password under the loopback names too, which anybody can claim", () => {
    expect(from({ host: "localhost:3000" })).toThrow(refusal("password-needed"));
    expect(from({ host: "localhost:3000", authorization })).not.toThrow();
  });

  it("are made to wait after many wrong passwords, and never for those of others", () => {
    const wrong = `Basic ${Buffer.from("me:no").toString("base64")}`;
    for (let i = 0; i < 30; i++) expect(from({ host: "localhost:3000", authorization: wrong })).toThrow(refusal("password-needed"));
    expect(from({ host: "localhost:3000", authorization: wrong })).toThrow(refusal("too-many-attempts"));
    expect(from({ host: "localhost:3000", authorization })).not.toThrow();
    expect(from({ host: "localhost:3000" })).toThrow(refusal("password-needed"));
    const told = errorResponse(new VitrineError("too-many-attempts", "Too many."), "r");
    expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
    accessMisses.clear(ANYBODY);
    // Not having one is no attempt.
    for (let i = 0; i < 40; i++) expect(from({ host: "localhost:3000" })).toThrow(refusal("password-needed"));
    expect(from({ host: "localhost:3000", authorization })).not.toThrow();
  });

  it("to shared pages need no password, but the right name", () => {
    expect(() => guardPublicRequest(new Headers({ host: "192.168.1.4", origin: "null" }), access)).not.toThrow();
    expect(() => guardPublicRequest(new Headers({ host: "evil.example" }), access)).toThrow(refusal("forbidden"));
    expect(() => guardPublicRequest(new Headers({ host: "192.168.1.4" }), null)).toThrow(refusal("forbidden"));
  });
});
