import { decimal, percent } from "@/lib/charts/format";

/** A positive difference of log-probabilities as a factor, in words: "2.3 times", "5 %". */
export function timesText(delta: number): string {
  const times = Math.exp(delta);
  return times < 1.1 ? percent(times - 1) : times < 1_000 ? `${decimal(times, times < 10 ? 1 : 0)} times` : "over 1000 times";
}

/** A noise floor: "below 0.001", "0.012". */
export const floorText = (floor: number): string => (floor < 0.0005 ? "below 0.001" : decimal(floor, 3));

/** How effects stand beside a scale that ends at `most`. */
export const scaleFigure = (most: number) => (value: number): string => decimal(value, most < 0.1 ? 3 : most < 1 ? 2 : most < 10 ? 1 : 0);

/** "+0.123", "−0.004", and "0.000" without a sign. */
export function signedNats(value: number, digits = 3): string {
  const text = decimal(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}
