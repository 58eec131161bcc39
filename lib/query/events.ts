import type { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { inspectionEventSchema, type InspectionEvent } from "@/lib/domain/inspection";
import { request } from "./fetch";

/** Waits between attempts to reconnect, ms; after the last one the failure is reported. */
const RETRY_DELAYS = [250, 500, 1_000, 2_000, 4_000] as const;

/** Data of the server-sent events in a stream; comments (heartbeats) are dropped. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += decoder.decode(value, { stream: true });
      for (let end = pending.indexOf("\n\n"); end >= 0; end = pending.indexOf("\n\n")) {
        const lines = pending.slice(0, end).split("\n");
        pending = pending.slice(end + 2);
        const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
        if (data.length > 0) yield data.join("\n");
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the connection is gone already: nothing to tell anyone
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });

export interface Followed<Event> {
  path: string;
  schema: z.ZodType<Event>;
  isLast: (event: Event) => boolean;
  onEvent: (event: Event) => void;
  /** The stream was refused or the connection is lost for good. */
  onFailure: (error: VitrineError) => void;
  signal: AbortSignal;
}

/** Reads a stream of events until its last, and takes a lost connection up again. Never rejects. */
export async function followEvents<Event>({ path, schema, isLast, onEvent, onFailure, signal }: Followed<Event>): Promise<void> {
  let attempt = 0;
  let failure = new VitrineError("internal", "The connection to Vitrine’s server was lost.");
  while (!signal.aborted) {
    try {
      const response = await request(path, { signal });
      for await (const data of eventData(response.body ?? new ReadableStream())) {
        const event = schema.parse(JSON.parse(data));
        if (signal.aborted) return;
        attempt = 0;
        onEvent(event);
        if (isLast(event)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof VitrineError) failure = error;
      // The server answered: it does not know the thing, or refuses. Asking again would not help.
      if (error instanceof VitrineError && error.code !== "internal") break;
    }
    const delay = RETRY_DELAYS[attempt];
    if (delay === undefined) break;
    attempt += 1;
    await pause(delay, signal);
  }
  if (!signal.aborted) onFailure(failure);
}

/**
 * Follows one inspection until its last event (`done` or `failed`); returns what ends it earlier. Every (re)connection begins with the
 * whole story so far, so a token may come again, sometimes with more known: its `index` decides. A lost connection is taken up
 * again; when that fails for good, a `failed` event says so.
 */
export function subscribeInspection(id: string, onEvent: (event: InspectionEvent) => void): () => void {
  const abort = new AbortController();
  void followEvents<InspectionEvent>({
    path: `/api/inspections/${encodeURIComponent(id)}/events`,
    schema: inspectionEventSchema,
    isLast: (event) => event.type === "done" || event.type === "failed",
    onEvent,
    onFailure: (error) => onEvent({ type: "failed", error: error.toBody() }),
    signal: abort.signal,
  });
  return () => abort.abort();
}
