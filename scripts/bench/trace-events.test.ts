import { describe, expect, test } from "vitest";
import { sumByFrame } from "./trace-events";

const event = (name: string, ts: number, dur?: number, tid = 1) => ({ name, ph: dur === undefined ? "I" : "X", pid: 1, tid, ts, ...(dur === undefined ? {} : { dur }) });

describe("script per frame", () => {
  test("sums what lies between two beginnings of frames and counts nested script once", () => {
    const sums = sumByFrame([
      event("BeginMainThreadFrame", 0),
      event("EventDispatch", 1_000, 4_000),
      event("FunctionCall", 2_000, 2_000), // within the dispatch
      event("RunMicrotasks", 6_000, 1_000),
      event("BeginMainThreadFrame", 16_000),
      event("TimerFire", 17_000, 60_000),
      event("BeginMainThreadFrame", 80_000),
    ]);
    expect(sums).toEqual([5, 60]);
  });

  test("takes the thread with the most frames for the page and leaves others out", () => {
    const sums = sumByFrame([
      event("BeginMainThreadFrame", 0),
      event("BeginMainThreadFrame", 16_000),
      event("FunctionCall", 17_000, 3_000),
      event("BeginMainThreadFrame", 0, undefined, 2),
      event("FunctionCall", 17_000, 90_000, 2),
      event("Layout", 20_000, 70_000),
    ]);
    expect(sums).toEqual([3]);
  });

  test("a trace without frames is an error, not a good result", () => {
    expect(() => sumByFrame([event("FunctionCall", 0, 1_000)])).toThrow("no frame");
  });
});
