import { describe, expect, it } from "vitest";
import { SharedWork } from "./shared-work";

/** Work that ends when it is told to, or rejects when it is stopped. */
function pending(): { start: (signal: AbortSignal) => Promise<string>; finish: () => void; starts: () => number; stopped: () => boolean } {
  let count = 0;
  let end: (() => void) | undefined;
  let signal: AbortSignal | undefined;
  return {
    start: (given) => {
      count++;
      signal = given;
      return new Promise((resolve, reject) => {
        end = () => resolve("done");
        given.addEventListener("abort", () => reject(new Error("stopped")));
      });
    },
    finish: () => end?.(),
    starts: () => count,
    stopped: () => signal?.aborted ?? false,
  };
}

describe("work that is shared", () => {
  it("is done once for all who ask at the same time, and again for who asks later", async () => {
    const shared = new SharedWork<string>();
    const work = pending();
    const both = [shared.join("a", work.start), shared.join("a", work.start)];
    work.finish();
    expect(await Promise.all(both)).toEqual(["done", "done"]);
    expect(work.starts()).toBe(1);
    const later = shared.join("a", work.start);
    work.finish();
    await later;
    expect(work.starts()).toBe(2);
  });

  it("goes on while one still waits, and stops when the last has gone", async () => {
    const shared = new SharedWork<string>();
    const work = pending();
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [shared.join("a", work.start, first.signal), shared.join("a", work.start, second.signal)];
    first.abort();
    expect(work.stopped()).toBe(false);
    second.abort();
    expect(work.stopped()).toBe(true);
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("that was stopped is not given to the next who asks", async () => {
    const shared = new SharedWork<string>();
    const [old, fresh] = [pending(), pending()];
    const gone = new AbortController();
    const stopped = shared.join("a", old.start, gone.signal).catch(() => "stopped");
    gone.abort();
    const next = shared.join("a", fresh.start);
    fresh.finish();
    expect(await next).toBe("done");
    expect(await stopped).toBe("stopped");
  });

  it("does not begin for who has gone already", async () => {
    const work = pending();
    await expect(new SharedWork<string>().join("a", work.start, AbortSignal.abort())).rejects.toMatchObject({ code: "stopped" });
    expect(work.starts()).toBe(0);
  });
});
