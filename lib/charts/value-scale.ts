import { sequential, signed, type ColourRamp, type Theme } from "./colour";

/**
 * "root" and "signed-root" spread small values: position is the square root of the share, to both sides of 0 in the latter. A legend's
 * middle says so for the former; the latter's title has to.
 */
export type ValueScaleKind = "linear" | "root" | "signed" | "signed-root";

/** From a value to its place on a legend and its colour, and back. */
export interface ValueScale {
  kind: ValueScaleKind;
  domain: readonly [number, number];
  theme: Theme;
  /** Place on the legend, 0 … 1, clamped. */
  position: (value: number) => number;
  /** The value at a place on the legend. */
  valueAt: (position: number) => number;
  /** Colour at a place on the legend. */
  ramp: ColourRamp;
  colour: (value: number) => string;
}

/**
 * `domain` is [low, high]; for signed kinds it is widened to be symmetric about 0, so that the neutral colour means 0 and equal
 * strength means equal size. A domain of no width maps everything to its low end.
 */
export function valueScale(kind: ValueScaleKind, domain: readonly [number, number], theme: Theme): ValueScale {
  const largest = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  const both = kind === "signed" || kind === "signed-root";
  const [low, high] = both ? [-largest, largest] : domain;
  const width = high - low;
  const share = (value: number) => (width > 0 ? Math.min(1, Math.max(0, (value - low) / width)) : both ? 0.5 : 0);
  const rooted = (p: number) => 0.5 + Math.sign(p - 0.5) * Math.sqrt(Math.abs(p - 0.5) / 2);
  const squared = (p: number) => 0.5 + Math.sign(p - 0.5) * 2 * (p - 0.5) ** 2;
  const position = kind === "root" ? (value: number) => Math.sqrt(share(value)) : kind === "signed-root" ? (value: number) => rooted(share(value)) : share;
  const ramp: ColourRamp = both ? (p) => signed(2 * p - 1, theme) : (p) => sequential(p, theme);
  return {
    kind,
    domain: [low, high],
    theme,
    position,
    valueAt: (p) => low + width * (kind === "root" ? p * p : kind === "signed-root" ? squared(p) : p),
    ramp,
    colour: (value) => ramp(position(value)),
  };
}

/** The same scale without its palest part, for marks that must be seen on the page's own background. */
export function visibleScale(scale: ValueScale, from = 0.3): ValueScale {
  const ramp: ColourRamp = (p) => scale.ramp(from + (1 - from) * p);
  return { ...scale, ramp, colour: (value) => ramp(scale.position(value)) };
}

const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below a positive value: 0.37 → 0.4. 1 for nothing at all, so that a legend has a width. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** Largest of the values that were measured (NaN is "not measured"); 0 without any. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value > most) most = value;
  }
  return most;
}
