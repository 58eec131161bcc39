import { describe, expect, it } from "vitest";
import { RateLimit } from "./rate-limit";

describe("a limit of attempts", () => {
  it("lets so many through in a window, says how long to wait, and begins anew after it", () => {
    let now = 1_000;
    const limit = new RateLimit({ attempts: 3, windowMs: 60_000, keys: 10, now: () => now });
    for (let i = 0; i < 3; i++) {
      expect(limit.wait("a")).toBe(0);
      limit.count("a");
      now += 1_000;
    }
    expect(limit.wait("a")).toBe(57);
    expect(limit.wait("b")).toBe(0);
    now += 57_000;
    expect(limit.wait("a")).toBe(0);
    limit.count("a");
    expect(limit.wait("a")).toBe(0);
    limit.count("a");
    limit.count("a");
    limit.clear("a");
    expect(limit.wait("a")).toBe(0);
  });

  it("keeps no more keys than it may, however many are made up", () => {
    const limit = new RateLimit({ attempts: 1, windowMs: 60_000, keys: 100 });
    for (let i = 0; i < 100_000; i++) limit.count(`key ${i}`);
    expect(limit.size).toBe(100);
    expect(limit.wait("key 99999")).toBeGreaterThan(0);
  });
});
