import { decimal, percent } from "@/lib/charts/format";

/** A change of log-probability in words: "2.3 times less likely", "5 % more likely". */
export function likelierText(delta: number): string {
  const times = Math.exp(Math.abs(delta));
  // Small ones as a share of what it was, which is less for a fall than for a rise of the same size.
  const amount = times < 1.1 ? percent(Math.abs(Math.expm1(delta))) : times < 1_000 ? `${decimal(times, times < 10 ? 1 : 0)} times` : "over 1000 times";
  return `${amount} ${delta < 0 ? "less" : "more"} likely`;
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
