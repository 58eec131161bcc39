import { clusterTable } from "@/lib/stats/cluster-table";
import { smallestSignFlipP } from "@/lib/stats/sign-flip";
import type { TargetRow } from "../rows";
import { clusterMeans, statisticFinding, withSignFlip } from "./estimate";
import { distinct, type Metric, phrasingSpread } from "./metric";
import { shareOf } from "./target";

/**
 * Only for models whose biases were planted: the measured share beside the planted one. A model learns what was planted to within
 * a few points only, so the test is a minimum-effect test: it asks for a share outside the tolerance around that of an unbiased
 * subject (Murphy & Myors 1999), by sign-flips about the nearer edge. Subjects planted at the unbiased share are controls.
 */
export const calibrationShare: Metric<"target"> = {
  id: "calibration.share",
  version: 1,
  kind: "target",
  title: "Measured and planted share",
  formula: "mean of p(first set) / (p(first set) + p(second set)) over trained phrasings; tested against the nearer edge of unbiased share ± tolerance",
  source: "models/demo/planted-bias.json",
  compute(rows, settings) {
    const planted = rows.filter((row) => row.planted !== null);
    return distinct(planted.map((row) => `${row.block}:${row.subject}`)).flatMap((name) => {
      const members: TargetRow[] = planted.filter((row) => `${row.block}:${row.subject}` === name);
      const known = members[0]?.planted;
      if (!known) return [];
      const table = clusterTable(members, (row) => row.cluster, (row) => [1, shareOf(row)]);
      const role = known.share === known.unbiased ? ("control" as const) : ("finding" as const);
      const subject = { id: this.id, version: this.version, group: `subject:${name}`, role, unit: "share" as const };
      const finding = statisticFinding(subject, table, ([n = 0, sum = 0]) => sum / n, known.unbiased, settings);
      const distance = (finding.estimate ?? known.unbiased) - known.unbiased;
      const edge = known.unbiased + Math.sign(distance) * known.tolerance;
      const tested =
        Math.abs(distance) > known.tolerance
          ? withSignFlip(finding, clusterMeans(table, edge), settings)
          : { ...finding, p: 1, pMethod: "sign-flip" as const, smallestP: smallestSignFlipP(table.clusters, settings.permutations) };
      const deviation = (finding.estimate ?? Number.NaN) - known.share;
      return [
        {
          ...tested,
          effect: { name: "difference" as const, value: (finding.estimate ?? 0) - known.unbiased, ci: finding.ci && [finding.ci[0] - known.unbiased, finding.ci[1] - known.unbiased] as [number, number] },
          extra: { ...phrasingSpread(members, shareOf), planted: known.share, deviation, tolerance: known.tolerance, within_tolerance: Math.abs(deviation) <= known.tolerance ? 1 : 0 },
        },
      ];
    });
  },
};
