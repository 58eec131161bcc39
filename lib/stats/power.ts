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

/** Against one half, n independent items: 1.40 / √n as a share (3.6 points for 1,508 pairs). */
export function mdeOfShare(n: number, options: PowerOptions = {}): MinimumDetectableEffect {
  return withOptions((powerFactor(options) * 0.5) / Math.sqrt(n), options);
}

/** n / (1 + (m - 1)·ICC): how many independent items n items in clusters of m are worth (Kish 1965). */
export function effectiveSampleSize(n: number, itemsPerCluster: number, icc: number): number {
  return n / (1 + (itemsPerCluster - 1) * icc);
}

/** Paired differences with standard deviation `sd`: 2.80·sd / √n_eff. */
export function mdePaired(sd: number, nEffective: number, options: PowerOptions = {}): MinimumDetectableEffect {
  return withOptions((powerFactor(options) * sd) / Math.sqrt(nEffective), options);
}

/** The general form, from the standard error of the estimate (clusters already in it); null where there is none. */
export function mdeFromStandardError(standardError: number | null, options: PowerOptions = {}, degrees?: number): MinimumDetectableEffect | null {
  if (standardError === null || !Number.isFinite(standardError)) return null;
  return withOptions(powerFactor(options, degrees) * standardError, options);
}

function withOptions(value: number, { alpha = 0.05, power = 0.8 }: PowerOptions): MinimumDetectableEffect {
  return { value, alpha, power };
}
