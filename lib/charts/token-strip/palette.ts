import { sequential, textOn, type Theme } from "../colour";

/** A chip's colour and the colour of text on it. */
export interface ChipColour {
  fill: string;
  text: string;
}

const LEVELS = 64;

/**
 * The strip uses the lower part of the sequential scale: most tokens of a text are near certain, and a page of full strength
 * would be a wall. It stays a text to be read.
 */
const STRONGEST = 0.62;

/** The strip's scale, 0 … 1, for its legend. */
export const chipRamp = (position: number, theme: Theme): string => sequential(STRONGEST * position, theme);
const palettes = new Map<Theme, readonly ChipColour[]>();

function palette(theme: Theme): readonly ChipColour[] {
  const known = palettes.get(theme);
  if (known) return known;
  const made = Array.from({ length: LEVELS + 1 }, (_, level) => {
    const fill = chipRamp(level / LEVELS, theme);
    return { fill, text: textOn(fill) };
  });
  palettes.set(theme, made);
  return made;
}

/** Colours for a position on a scale, 0 … 1, in 65 steps: what thousands of chips can share. */
export function chipColour(position: number, theme: Theme): ChipColour {
  return palette(theme)[Math.round(Math.min(1, Math.max(0, position)) * LEVELS)] ?? { fill: "transparent", text: "inherit" };
}
