/** Comments between events, so that neither side takes a silent connection for a dead one, ms. */
const HEARTBEAT_MS = 10_000;

/**
 * Server-sent events of JSON values. `follow` is called once with a function to send by; what it returns is called when the reader
 * goes away. The stream ends after an event for which `isLast` holds.
 */
export function eventStream<Event>(follow: (send: (event: Event) => void) => () => void, isLast: (event: Event) => boolean): Response {
  const encoder = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  let unfollow: (() => void) | undefined;
  let open = true;
  const end = () => {
    open = false;
    clearInterval(heartbeat);
    unfollow?.();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => open && controller.enqueue(encoder.encode(text));
      heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
      write(": open\n\n");
      unfollow = follow((event) => {
        write(`data: ${JSON.stringify(event)}\n\n`);
        if (!isLast(event) || !open) return;
        end();
        controller.close();
      });
      if (!open) unfollow();
    },
    cancel: end,
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } });
}
