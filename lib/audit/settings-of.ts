import type { AuditManifest } from "@/lib/domain/audit";
import type { Settings } from "@/lib/domain/finding";

/** The settings of the statistics that an audit's manifest names: with them and the rows, its findings are computed again. */
export const settingsOf = ({ statistics, noiseFloor }: Pick<AuditManifest, "statistics" | "noiseFloor">): Settings => ({
  seed: statistics.seed,
  resamples: statistics.resamples,
  permutations: statistics.permutations,
  level: statistics.level,
  alpha: statistics.alpha,
  power: statistics.power,
  noiseFloor: noiseFloor.value,
});
