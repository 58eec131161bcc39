import { mcNemarExact, type McNemarResult } from "./binomial";
import { type BootstrapOptions, type BootstrapResult, clusterBootstrap } from "./bootstrap";
import { clusterTable, meanOfItems } from "./cluster-table";
import { type PermutationResult, signFlipTest } from "./sign-flip";

/** The same item scored by two runs. */
export interface PairedItem {
  cluster: string;
  baseline: number;
  candidate: number;
}

export interface PairedComparison {
  items: number;
  /** Mean of candidate - baseline over items, with its cluster bootstrap. */
  difference: BootstrapResult;
  test: PermutationResult;
}

/** Two runs are compared item by item, never by whether their intervals overlap. */
export function pairedComparison(items: readonly PairedItem[], options: BootstrapOptions): PairedComparison {
  const table = clusterTable(items, (item) => item.cluster, (item) => [1, item.candidate - item.baseline]);
  const means = table.keys.map((_, c) => (table.sums[c * 2 + 1] ?? 0) / (table.sums[c * 2] ?? 1));
  const label = options.label ?? "";
  return {
    items: items.length,
    difference: clusterBootstrap(table, meanOfItems, options),
    test: signFlipTest(means, { seed: options.seed, label: `${label}/sign-flip` }),
  };
}

export interface Flips extends McNemarResult {
  /** Share of items whose outcome changed. */
  rate: number;
}

/** Items whose yes/no outcome differs between the runs, with exact McNemar (which takes items as independent). */
export function flips(outcomes: readonly { baseline: boolean; candidate: boolean }[]): Flips {
  const lost = outcomes.filter((o) => o.baseline && !o.candidate).length;
  const gained = outcomes.filter((o) => !o.baseline && o.candidate).length;
  return { ...mcNemarExact(lost, gained), rate: outcomes.length === 0 ? Number.NaN : (lost + gained) / outcomes.length };
}
