import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newOwner, OWNED_MS, type Held } from "./ownership";
import { Story } from "./story";
import { WorkQueue, type QueueOptions } from "./work-queue";

interface Event {
  type: "state";
  state: string;
}

const owner = newOwner();
const rows = new Map<string, Held>();
const errors: object[] = [];
const log = { info: () => undefined, warn: () => undefined, error: (details: object) => void errors.push(details) };
/** Each answer takes a turn of the event loop, as a database's does. */
const later = async <T>(value: () => T): Promise<T> => {
  await Promise.resolve();
  return value();
};
const records: QueueOptions<Event>["records"] = {
  findOwner: (id) => later(() => rows.get(id) ?? null),
  claim: (id, previous, next, until) =>
    later(() => {
      if (rows.get(id)?.owner !== previous) return false;
      rows.set(id, { owner: next, ownedUntil: until });
      return true;
    }),
  hold: (id, by, until) => later(() => rows.get(id)?.owner === by && rows.set(id, { owner: until && by, ownedUntil: until })),
  unfinished: () => later(() => [...rows].map(([id, held]) => ({ id, ...held }))),
};

/** Work that goes on until it is told to end. */
function endless() {
  const ends = new Map<string, () => void>();
  const began: string[] = [];
  const options: QueueOptions<Event> = {
    records, owner, log,
    newStory: () => new Story<Event>(["state"]),
    waiting: { type: "state", state: "queued" },
    work: ({ id }) => {
      began.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
  };
  return { options, began, end: (id: string) => ends.get(id)?.() };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  rows.clear();
  errors.length = 0;
  for (const id of ["a", "b"]) rows.set(id, { owner: null, ownedUntil: null });
});
afterEach(() => vi.useRealTimers());

describe("a queue of long work", () => {
  it("takes what two callers bring at once one time, and refuses neither", async () => {
    const queue = new WorkQueue<Event>();
    const { options, began, end } = endless();
    expect(await Promise.all([queue.enqueue("a", options), queue.enqueue("a", options)])).toEqual([true, true]);
    await vi.waitUntil(() => began.length > 0);
    expect(began).toEqual(["a"]);
    end("a");
    await queue.finished("a");
    expect(await Promise.all([queue.enqueue("gone", options), queue.enqueue("gone", options)])).toEqual([false, false]);
  });

  it("says that it lives while it works on something or has it waiting, for as long as that takes, and lets go at the end", async () => {
    const queue = new WorkQueue<Event>();
    const { options, began, end } = endless();
    await queue.enqueue("a", options);
    await queue.enqueue("b", options);
    await vi.waitUntil(() => began.length > 0);
    await vi.advanceTimersByTimeAsync(10 * OWNED_MS);
    for (const id of ["a", "b"]) expect(rows.get(id)?.ownedUntil?.getTime(), id).toBeGreaterThan(Date.now() + OWNED_MS / 2);
    end("a");
    await queue.finished("a");
    expect(rows.get("a")).toEqual({ owner: null, ownedUntil: null });
    expect(rows.get("b")?.owner).toBe(owner);
    await vi.waitUntil(() => began.length > 1);
    end("b");
    await queue.finished("b");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("neither renews nor lets go what another process has taken", async () => {
    const queue = new WorkQueue<Event>();
    const { options, began, end } = endless();
    await queue.enqueue("a", options);
    await vi.waitUntil(() => began.length > 0);
    const taken = { owner: "elsewhere 1 2 x", ownedUntil: new Date() };
    rows.set("a", taken);
    await vi.advanceTimersByTimeAsync(OWNED_MS);
    end("a");
    await queue.finished("a");
    expect(rows.get("a")).toEqual(taken);
  });

  it("goes on with what waits when something before it ends in a way that it must not", async () => {
    const queue = new WorkQueue<Event>();
    const { options, began, end } = endless();
    await queue.enqueue("a", { ...options, work: () => Promise.reject(new Error("unforeseen")) });
    await queue.enqueue("b", options);
    await vi.waitUntil(() => began.length > 0);
    expect(began).toEqual(["b"]);
    expect(errors).toHaveLength(1);
    end("b");
    await queue.finished("b");
  });
});
