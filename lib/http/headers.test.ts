import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./headers";

describe("the content security policy", () => {
  it("lets in nothing inline but by nonce, nothing foreign, and no frame around the page", () => {
    const policy = new Map(contentSecurityPolicy("N0NCE", false).split("; ").map((rule) => [rule.slice(0, rule.indexOf(" ")), rule.slice(rule.indexOf(" ") + 1)]));
    expect(policy.get("script-src")).toBe("'self' 'nonce-N0NCE' 'strict-dynamic'");
    expect(policy.get("style-src")).toBe("'self' 'nonce-N0NCE'");
    expect(policy.get("frame-ancestors")).toBe("'none'");
    expect(policy.get("connect-src")).toBe("'self'");
    expect([...policy.values()].some((sources) => /https?:|\*|unsafe-eval/.test(sources))).toBe(false);
    expect([...policy].filter(([, sources]) => sources.includes("unsafe-inline")).map(([name]) => name)).toEqual(["style-src-attr"]);
  });
});
