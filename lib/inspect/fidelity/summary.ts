import type { Fidelity, FidelityPart } from "@/lib/domain/fidelity";
import { mean, sortedQuantile } from "@/lib/stats/quantile";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What some texts say together; at least one. */
export function fidelitySummary(parts: readonly FidelityPart[]): Fidelity["summary"] {
  const texts = parts.map(({ text }) => text);
  const kl = Float64Array.from(texts.flatMap((text) => text.kl)).sort();
  const routed = texts.flatMap(({ routing }) => (routing ? [routing] : []));
  const [bins = []] = parts.flatMap(({ flipsByMargin }) => (flipsByMargin.length > 0 ? [flipsByMargin] : []));
  return {
    texts: texts.length,
    tokens: kl.length,
    kl: { mean: mean(kl), median: sortedQuantile(kl, 0.5), p99: sortedQuantile(kl, 0.99), largest: sortedQuantile(kl, 1) },
    leastCovered: texts.reduce((least, { covered }) => covered.reduce((smallest, share) => Math.min(smallest, share), least), 1),
    topChanged: sum(texts.map(({ topChanged }) => topChanged.length)),
    routing: routed.length === 0 ? null : { decisions: sum(routed.map(({ decisions }) => decisions)), flips: sum(routed.map(({ flips }) => flips)) },
    flipsByMargin: bins.map(({ below }, i) => ({
      below,
      decisions: sum(parts.map(({ flipsByMargin }) => flipsByMargin[i]?.decisions ?? 0)),
      flips: sum(parts.map(({ flipsByMargin }) => flipsByMargin[i]?.flips ?? 0)),
    })),
    diverged: texts.filter(({ agreedTokens }) => agreedTokens !== null).length,
  };
}
