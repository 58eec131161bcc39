import { seededRandom } from "@/lib/stats/random";
import type { Trial } from "./trial";

/**
 * At most about `limit` trials for a quick look: whole clusters in an order drawn with the seed, until the next one would not fit
 * (the first always does). Subjects, groups and controls stay complete within each cluster, so comparisons stay paired. The trials
 * keep their order. null: all.
 */
export function limitTrials(trials: readonly Trial[], limit: number | null, seed: number): Trial[] {
  if (limit === null || trials.length <= limit) return [...trials];
  const sizes = new Map<string, number>();
  for (const trial of trials) sizes.set(trial.cluster, (sizes.get(trial.cluster) ?? 0) + 1);
  const order = [...sizes.keys()].sort();
  const random = seededRandom(seed, "limit");
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i] ?? "";
    order[i] = order[j] ?? "";
    order[j] = kept;
  }
  const chosen = new Set<string>();
  let total = 0;
  for (const cluster of order) {
    const size = sizes.get(cluster) ?? 0;
    if (chosen.size > 0 && total + size > limit) break;
    chosen.add(cluster);
    total += size;
  }
  return trials.filter((trial) => chosen.has(trial.cluster));
}
