import { decimal, percent } from "@/lib/charts/format";

/** A positive difference of log-probabilities as a factor, in words: "2.3 times", "5 %". */
export function timesText(delta: number): string {
  const times = Math.exp(delta);
  return times < 1.1 ? percent(times - 1) : times < 1_000 ? `${decimal(times, times < 10 ? 1 : 0)} times` : "over 1000 times";
}
