import type { Theme } from "@/lib/charts/colour";
import { chipColour } from "@/lib/charts/token-strip/palette";

/** Steps of a chip's colour: style attributes are not allowed in these files, so colours are classes. */
export const CHIP_LEVELS = 16;

/** "p0" … "p16" by probability; "unmeasured" for the first token. */
export const chipClass = (logprob: number | null): string => (logprob === null ? "unmeasured" : `p${Math.round(CHIP_LEVELS * Math.exp(Math.min(0, logprob)))}`);

/** The colours of all steps in one theme, the strip's own. */
export function chipRules(theme: Theme): string {
  return Array.from({ length: CHIP_LEVELS + 1 }, (_, i) => {
    const { fill, text } = chipColour(i / CHIP_LEVELS, theme);
    return `.p${i}{background:${fill};color:${text}}`;
  }).join("");
}
