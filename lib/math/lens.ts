import type { LensLayer } from "@/lib/domain/explanation";

/**
 * Index of the layer from which the answer stays: the target is the lens's first choice (with a foil: likelier than the foil) in that
 * layer and in all after it. Null where it is not so in the last layer: then nothing was decided for the target.
 */
export function decisionLayer(lens: readonly LensLayer[]): number | null {
  let decided: number | null = null;
  for (let l = lens.length - 1; l >= 0; l--) {
    const layer = lens[l];
    if (!layer) break;
    const ahead = layer.foilLogprob === null ? layer.targetRank === 1 : layer.targetLogprob > layer.foilLogprob;
    if (!ahead) break;
    decided = l;
  }
  return decided;
}

/**
 * How many of the first layers a lens says little about: a third. The final norm and the output matrix are fitted to the last layer;
 * early residual streams are written in another basis (Belrose et al. 2023), so this is a rule of thumb, not a measurement.
 */
export function unreliableLayers(layers: number): number {
  return Math.floor(layers / 3);
}

/** A lens of the last layer further than this from the model's own logits is not the model's output. Logits. */
export const LENS_TOLERANCE = 1e-3;
