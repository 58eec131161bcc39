import type { HeadMetric } from "@/lib/domain/view-state";
import { decimal, nats, probability } from "@/lib/charts/format";

export interface HeadMetricInfo {
  /** As a choice and an axis title. */
  label: string;
  /** Axis title with unit. */
  axis: string;
  /** What a high value means, in a sentence. */
  means: string;
  format: (value: number) => string;
}

/** The six head metrics; see `headMetrics` in lib/math for the definitions. */
export const metricInfo: Record<HeadMetric, HeadMetricInfo> = {
  entropy: { label: "Entropy", axis: "entropy, nats", means: "how widely the head spreads its reading: 0 is one token, high is many", format: nats },
  distance: { label: "Distance", axis: "mean distance, tokens", means: "how far back the head reads on average", format: (value) => decimal(value, 1) },
  first: { label: "First token", axis: "weight on the first token", means: "how much the head parks on the first token, which mostly means: nothing to read here", format: (value) => probability(value) },
  previous: { label: "Previous token", axis: "weight on the previous token", means: "how much the head reads the token just before", format: (value) => probability(value) },
  self: { label: "Self", axis: "weight on the token itself", means: "how much the head reads the token that it stands on", format: (value) => probability(value) },
  induction: { label: "Induction", axis: "weight on what followed the same token before", means: "how much the head looks up what came after an earlier copy of the same token", format: (value) => probability(value) },
};
