/**
 * Sample quantile of ascending `sorted`, linear between order statistics (Hyndman & Fan 1996, type 7; the default of R and
 * numpy). NaN for an empty sample. 0 <= p <= 1.
 */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, p));
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}

/** The same for an unsorted sample, which is left as it is. */
export function quantile(sample: ArrayLike<number>, p: number): number {
  return sortedQuantile(Float64Array.from(sample).sort(), p);
}

/** Arithmetic mean; NaN for none. */
export function mean(sample: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[i] ?? Number.NaN;
  return sum / sample.length;
}

/** Sample variance (n - 1); NaN for fewer than two. Two passes, so that a large mean costs no digits. */
export function variance(sample: ArrayLike<number>): number {
  const centre = mean(sample);
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += ((sample[i] ?? Number.NaN) - centre) ** 2;
  return sample.length < 2 ? Number.NaN : sum / (sample.length - 1);
}
