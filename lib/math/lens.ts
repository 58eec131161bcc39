/** What one layer of the logit lens says of the target. */
export interface LensRank {
  layer: number;
  targetRank: number;
}

/**
 * The layer where the decision is made: the first from which the target leads in every later layer too. Null where it does not lead at
 * the end.
 */
export function decisionLayer(layers: readonly LensRank[]): number | null {
  const lastOther = layers.findLastIndex(({ targetRank }) => targetRank !== 1);
  return layers[lastOther + 1]?.layer ?? null;
}

/**
 * Early layers whose lens is not to be read: all before the first whose likeliest token is among those of the last layer. `ids`: best
 * first. The last layer is always read.
 */
export function unreliableLayers(layers: readonly { layer: number; ids: readonly number[] }[]): number[] {
  const final = new Set(layers.at(-1)?.ids ?? []);
  const first = layers.findIndex(({ ids }) => ids[0] !== undefined && final.has(ids[0]));
  return layers.slice(0, Math.max(0, first)).map(({ layer }) => layer);
}
