import { normalQuantile, tQuantile } from "./distributions";

export interface PowerOptions {
  /** Two-sided level; for one test of a family, level / family size. */
  alpha?: number;
  power?: number;
}

export interface MinimumDetectableEffect {
  /** In the units of the estimate: a true effect of this size would be found with probability `power`. */
  value: number;
  alpha: number;
  power: number;
}

/** z(1 - alpha/2) + z(power): 2.80 at the usual .05 and .8. With `degrees`, quantiles of t. */
export function powerFactor({ alpha = 0.05, power = 0.8 }: PowerOptions = {}, degrees?: number): number {
  return degrees === undefined
    ? normalQuantile(1 - alpha / 2) + normalQuantile(power)
    : tQuantile(1 - alpha / 2, degrees) + tQuantile(power, degrees);
}

/** n / (1 + (m - 1)·ICC): how many independent items n items in clusters of m are worth (Kish 1965). */
export function effectiveSampleSize(n: number, itemsPerCluster: number, icc: number): number {
  return n / (1 + (itemsPerCluster - 1) * icc);
}

/** From the standard error of the estimate (clusters already in it); null where there is none. With `degrees`, of a test by t. */
export function mdeFromStandardError(standardError: number | null, options: PowerOptions = {}, degrees?: number): MinimumDetectableEffect | null {
  if (standardError === null || !Number.isFinite(standardError)) return null;
  const { alpha = 0.05, power = 0.8 } = options;
  return { value: powerFactor({ alpha, power }, degrees) * standardError, alpha, power };
}
