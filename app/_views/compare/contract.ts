import type { Comparison } from "@/lib/domain/comparison";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { CompareView } from "./use-compare-view";

/** What every card of a comparison is given. */
export interface CompareProps {
  comparison: Comparison;
  a: InspectionDetail;
  b: InspectionDetail;
  /** Of each token, as it is shown. */
  names: { a: readonly string[]; b: readonly string[] };
  /** The pair that the page speaks of: chosen, or the most telling one. */
  pair: number;
  view: CompareView;
  source: string;
}

/** A layer and a pair, for a tooltip. */
export function placeText({ comparison, names }: Pick<CompareProps, "comparison" | "names">, layer: number | undefined, pair: number): string {
  const at = comparison.pairs[pair];
  if (!at) return `Layer ${layer ?? "?"}`;
  const [ours, theirs] = [names.a[at.a] ?? "", names.b[at.b] ?? ""];
  return `Layer ${layer ?? "?"}, ${at.same ? `“${ours}”` : `A “${ours}”, B “${theirs}”`} at position ${at.a === at.b ? at.a : `${at.a} in A, ${at.b} in B`}`;
}
