/** Between two readings of a result that grows with every text, ms. */
const READ_MS = 2_000;

/** At once when it has been a while, else as soon as that while is over; calls in between are one. */
export function paced(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = -Infinity;
  return () => {
    timer ??= setTimeout(
      () => {
        timer = null;
        last = performance.now();
        work();
      },
      Math.max(0, last + READ_MS - performance.now()),
    );
  };
}
