import { rgb } from "d3-color";
import { interpolateLab, piecewise } from "d3-interpolate";

/**
 * The only source of colour for data. Sequential scales run from the page's own background to full strength, so that "little"
 * recedes and "much" stands out in either theme; lightness changes monotonically, so they survive colour blindness and print.
 */
export type Theme = "light" | "dark";

/** Value 0 … 1 to a CSS colour. */
export type ColourRamp = (value: number) => string;

const sequentialStops: Record<Theme, string[]> = {
  light: ["#faf8ef", "#e6eabf", "#bcdd9d", "#7cc59a", "#3fa294", "#2c7a8c", "#36517f", "#3b2a63"],
  dark: ["#1f1d24", "#33264f", "#3b3f79", "#2f628c", "#27848d", "#35ab83", "#84cf57", "#f3e56b"],
};

const signedStops: Record<Theme, string[]> = {
  light: ["#7a4206", "#c48632", "#ecd5aa", "#f6f4ee", "#bbdada", "#4a9aa0", "#0a545a"],
  dark: ["#f2b860", "#a2712a", "#4d3d25", "#262523", "#1f4346", "#2f868c", "#83d9df"],
};

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function ramp(stops: string[]): ColourRamp {
  const interpolate = piecewise(interpolateLab, stops);
  return (value) => interpolate(clamp(value, 0, 1));
}

const sequentialRamps: Record<Theme, ColourRamp> = { light: ramp(sequentialStops.light), dark: ramp(sequentialStops.dark) };
const signedRamps: Record<Theme, ColourRamp> = { light: ramp(signedStops.light), dark: ramp(signedStops.dark) };

/** Viridis-like scale for quantities from nothing (0) to all (1): probabilities, weights, rates. Values outside are clamped. */
export function sequential(value: number, theme: Theme): string {
  return sequentialRamps[theme](value);
}

/** Ochre (−1) through neutral (0) to teal (+1). Divide by the largest magnitude first, so that 0 stays neutral. */
export function signed(value: number, theme: Theme): string {
  return signedRamps[theme](clamp(value, -1, 1) / 2 + 0.5);
}

/** Okabe & Ito (2008), told apart by readers with any common colour vision; yellow comes late because it is weak on paper. */
const okabeIto = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#f0e442"] as const;

/** Colour of the category with this number; repeats after seven, where a chart should use another channel instead. */
export function categorical(index: number): string {
  const colour = okabeIto[((index % okabeIto.length) + okabeIto.length) % okabeIto.length];
  return colour ?? okabeIto[0];
}

/** WCAG 2 relative luminance, 0 … 1. */
export function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** WCAG 2 contrast ratio, 1 … 21. */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

const textInks = ["#1c1b19", "#ffffff", "#000000"] as const;

/** Text colour that reaches 4.5 : 1 on an opaque background: ink where it can, else white, else black (one of them always does). */
export function textOn(background: string): string {
  return textInks.find((ink) => contrast(ink, background) >= 4.5) ?? "#000000";
}

/**
 * A scale as 256 opaque pixels for ImageData (one 32-bit word each, in the byte order R, G, B, A of memory).
 * Index = round(255 × value).
 */
export function pixelTable(scale: ColourRamp): Uint32Array {
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const { r, g, b } = rgb(scale(i / 255));
    bytes.set([r, g, b, 255], i * 4);
  }
  return new Uint32Array(bytes.buffer);
}

/** CSS gradient of a scale for a legend, left to right. */
export function gradient(scale: ColourRamp, steps = 12): string {
  const stops = Array.from({ length: steps + 1 }, (_, i) => scale(i / steps));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** The ochre of the signed scale where it carries text or thin marks: at least 4.5 : 1 on the page's surfaces. */
export const ochre: Record<Theme, string> = { light: "#935410", dark: "#e6a94f" };
