import type { Page } from "@playwright/test";
import { z } from "zod";

/** Where script runs in Chromium's trace: each is counted where it is not inside another. */
const scriptEvents = new Set(["EvaluateScript", "v8.compile", "FunctionCall", "EventDispatch", "TimerFire", "FireAnimationFrame", "FireIdleCallback", "RunMicrotasks", "MajorGC", "MinorGC"]);
const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame", "v8", "__metadata"];

const eventSchema = z.object({ name: z.string(), ph: z.string(), pid: z.number(), tid: z.number(), ts: z.number(), dur: z.number().optional() });
type TraceEvent = z.infer<typeof eventSchema>;
const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;

/**
 * Milliseconds of script on the page's main thread in each frame in which any ran, while `work` goes on: handlers, timers, promises and
 * collections of garbage, from one frame's beginning to the next. From Chromium's own trace.
 */
export async function scriptPerFrame(page: Page, work: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const raw of value) {
      const event = eventSchema.safeParse(raw);
      if (event.success) events.push(event.data);
    }
  });
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories } });
  await work();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return sumByFrame(events);
}

/** Exported for its test. Durations come in microseconds. */
export function sumByFrame(events: readonly TraceEvent[]): number[] {
  const starts = events.filter(({ name }) => name === "BeginMainThreadFrame");
  // The page under test makes far more frames than any other thread in the trace.
  const counts = new Map<string, number>();
  for (const start of starts) counts.set(thread(start), (counts.get(thread(start)) ?? 0) + 1);
  const main = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  if (main === undefined) throw new Error("The trace holds no frame");

  const frames = starts.filter((start) => thread(start) === main).map(({ ts }) => ts).sort((a, b) => a - b);
  const script = events.filter((event) => thread(event) === main && event.ph === "X" && scriptEvents.has(event.name)).sort((a, b) => a.ts - b.ts);
  const sums = new Map<number, number>();
  let end = -Infinity;
  let frame = -1;
  for (const { ts, dur = 0 } of script) {
    if (ts < end) continue; // inside the one before
    end = ts + dur;
    while ((frames[frame + 1] ?? Infinity) <= ts) frame++;
    sums.set(frame, (sums.get(frame) ?? 0) + dur / 1_000);
  }
  return [...sums.values()];
}
