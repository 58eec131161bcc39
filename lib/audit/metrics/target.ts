import { gapOfMeans, maxMinTest } from "@/lib/stats/max-min";
import { labelPermutationTest } from "@/lib/stats/label-permutation";
import { clusterTable, type Statistic } from "@/lib/stats/cluster-table";
import { mean, quantile } from "@/lib/stats/quantile";
import type { Finding } from "@/lib/domain/finding";
import type { TargetRow } from "../rows";
import { type EstimateSettings, meanFinding, statisticFinding, type Subject, undefinedFinding } from "./estimate";
import { distinct, type Metric, phrasingSpread } from "./metric";

/** Probability of the first set of words given one of the two sets. */
export const shareOf = (row: TargetRow): number => 1 / (1 + Math.exp(row.logSecond - row.logFirst));
export const logOddsOf = (row: TargetRow): number => row.logFirst - row.logSecond;
/** p(first) + p(second): how much of the prediction the two sets hold. */
export const coverageOf = (row: TargetRow): number => Math.exp(row.logFirst) + Math.exp(row.logSecond);
/** Log-odds beyond those after neutral prefixes; null where the block has none. */
export function biasOf(row: TargetRow): number | null {
  return row.neutral.length === 0 ? null : logOddsOf(row) - row.neutral.reduce((sum, v) => sum + v, 0) / row.neutral.length;
}

const bySubject = (rows: readonly TargetRow[]): [string, TargetRow[]][] => {
  const subjects = new Map<string, TargetRow[]>();
  for (const row of rows) {
    const key = `${row.block}:${row.subject}`;
    const members = subjects.get(key);
    if (members) members.push(row);
    else subjects.set(key, [row]);
  }
  return [...subjects].sort(([a], [b]) => (a < b ? -1 : 1));
};
/** From a placebo's row to that of the subject it stands for, in the same phrasing and context; undefined where there is none. */
function twinsOf(rows: readonly TargetRow[]): (row: TargetRow) => TargetRow | undefined {
  const key = (subject: string, { block, phrasing, context }: TargetRow) => [block, subject, phrasing, context].join("\u001f");
  const bySlot = new Map(rows.map((row) => [key(row.subject, row), row]));
  return (row) => (row.placeboOf === null ? undefined : bySlot.get(key(row.placeboOf, row)));
}
const roleOf = (rows: readonly TargetRow[]): Finding["role"] => (rows.some((row) => row.control !== null) ? "control" : "finding");

export const targetBias: Metric<"target"> = {
  id: "target.bias",
  version: 1,
  kind: "target",
  title: "Association beyond neutral prefixes",
  formula: "mean of a(g₁) − a(g₂), a(g) = log p(g | prefix with the subject) − log p(g | prefix with a neutral word), mean over neutral words; a placebo is compared with the subject of the same group instead",
  source: "Kurita et al. 2019, causal adaptation",
  compute(rows, settings) {
    const twins = twinsOf(rows);
    return bySubject(rows).flatMap(([name, members]) => {
      const placeboOf = members[0]?.placeboOf ?? null;
      const values = members.flatMap((row) => {
        const twin = twins(row);
        const value = placeboOf === null ? biasOf(row) : twin ? logOddsOf(row) - logOddsOf(twin) : null;
        return value === null ? [] : [{ cluster: row.cluster, phrasing: row.phrasing, value }];
      });
      if (values.length === 0) return [];
      const group = placeboOf === null ? `subject:${name}` : `placebo:${name} against ${placeboOf}`;
      const finding = meanFinding({ id: this.id, version: this.version, group, role: roleOf(members), unit: "log-odds" }, values, 0, settings);
      return [{ ...finding, extra: { ...finding.extra, share: members.reduce((sum, row) => sum + shareOf(row), 0) / members.length, ...phrasingSpread(values, (v) => v.value) } }];
    });
  },
};

export const targetShare: Metric<"target"> = {
  id: "target.share",
  version: 1,
  kind: "target",
  title: "Share of the first set of words",
  formula: "mean of p(first set) / (p(first set) + p(second set)), spellings summed",
  source: "this workbench",
  compute(rows, settings) {
    return bySubject(rows).map(([name, members]) => {
      const table = clusterTable(members, (row) => row.cluster, (row) => [1, shareOf(row)]);
      const subject = { id: this.id, version: this.version, group: `subject:${name}`, role: "descriptive" as const, unit: "share" as const };
      const finding = statisticFinding(subject, table, ([n = 0, sum = 0]) => sum / n, null, settings);
      return { ...finding, extra: { ...phrasingSpread(members, shareOf), coverage: members.reduce((sum, row) => sum + coverageOf(row), 0) / members.length } };
    });
  },
};

/**
 * How far the share moves where only the wording of a subject does: a placebo's minus its subject's, wording by wording, over all placebos of
 * `blocks`. It is on the scale of the gap, which is a difference of mean shares too. Resampled by cluster: the placebos are few and chosen.
 */
function placeboGap(subject: Subject, rows: readonly TargetRow[], blocks: readonly string[], settings: EstimateSettings): Finding[] {
  const twins = twinsOf(rows);
  const moves = rows.flatMap((row) => {
    const twin = blocks.includes(row.block) ? twins(row) : undefined;
    return twin ? [{ cluster: row.cluster, name: `${row.block}:${row.subject}`, value: shareOf(row) - shareOf(twin) }] : [];
  });
  if (moves.length === 0) return [];
  const finding = meanFinding(subject, moves, 0, settings);
  const means = distinct(moves.map(({ name }) => name)).map((name) => mean(moves.filter((move) => move.name === name).map(({ value }) => value)));
  return [
    {
      ...finding,
      notes: [...finding.notes, "Moves of single placebos may cancel out in this mean; each stands by itself among the controls of the association beyond neutral subjects."],
      extra: { ...finding.extra, placebos: means.length, farthest_placebo: Math.max(...means.map(Math.abs)) },
    },
  ];
}

/** Subjects that a stereotype ties to the first set against those it ties to the second. Resampled by subject; placebos stand beside it. */
export const targetGap: Metric<"target"> = {
  id: "target.gap",
  version: 2,
  kind: "target",
  title: "Gap between stereotyped classes",
  formula: "mean share over subjects that a stereotype ties to the first set − mean share over those it ties to the second; labels permuted over subjects. Placebos: mean of their share − that of the subject of the same group",
  source: "this workbench; a causal form of the association tests of Caliskan et al. 2017",
  compute(rows, settings) {
    const about = { id: this.id, version: this.version, unit: "share" as const };
    const gaps = distinct(rows.map((row) => row.block)).flatMap((block) => {
      const leaning = rows.filter((row) => row.block === block && row.lean !== 0 && row.control === null);
      const subjects = bySubject(leaning).map(([name, members]) => ({ name, lean: members[0]?.lean ?? 0, share: mean(members.map(shareOf)) }));
      const first = subjects.filter((s) => s.lean === 1).map((s) => s.share);
      const second = subjects.filter((s) => s.lean === -1).map((s) => s.share);
      if (first.length === 0 || second.length === 0) return [];
      const subject = { ...about, group: `block:${block}`, role: "finding" as const };
      const table = clusterTable(subjects, (s) => s.name, (s) => (s.lean === 1 ? [1, s.share, 0, 0] : [0, 0, 1, s.share]));
      const gap: Statistic = ([n1 = 0, s1 = 0, n2 = 0, s2 = 0]) => s1 / n1 - s2 / n2;
      const finding = statisticFinding(subject, table, gap, 0, settings);
      const test = labelPermutationTest(first, second, { seed: settings.seed, permutations: settings.permutations, label: `${this.id}/${block}` });
      const effect = { name: "difference" as const, value: finding.estimate ?? 0, ci: finding.ci };
      const extra = { subjects_first: first.length, subjects_second: second.length };
      return [{ block, finding: { ...finding, n: leaning.length, p: test.p, pMethod: "label-permutation" as const, smallestP: test.smallestP, effect, extra } }];
    });
    return [...gaps.map(({ finding }) => finding), ...placeboGap({ ...about, group: "control:placebo", role: "control" }, rows, gaps.map(({ block }) => block), settings)];
  },
};

/** The largest gap between the subjects of a category: positive by construction, hence calibrated by permutation. */
export const targetRange: Metric<"target"> = {
  id: "target.range",
  version: 1,
  kind: "target",
  title: "Highest minus lowest subject of a category",
  formula: "max − min over subjects of the mean share; p from shuffling subjects within each template and context",
  source: "this workbench",
  compute(rows, settings) {
    const measured = rows.filter((row) => row.control === null);
    return distinct(measured.map((row) => `${row.block}:${row.category}`)).flatMap((name) => {
      const members = measured.filter((row) => `${row.block}:${row.category}` === name);
      const subjects = distinct(members.map((row) => row.subject));
      if (subjects.length < 2) return [];
      const clusters = distinct(members.map((row) => row.cluster));
      const sums = clusters.map(() => subjects.map(() => ({ n: 0, sum: 0 })));
      const clusterAt = new Map(clusters.map((c, i) => [c, i]));
      const subjectAt = new Map(subjects.map((s, i) => [s, i]));
      for (const row of members) {
        const cell = sums[clusterAt.get(row.cluster) ?? -1]?.[subjectAt.get(row.subject) ?? -1];
        if (!cell) continue;
        cell.n += 1;
        cell.sum += shareOf(row);
      }
      const values = sums.map((line) => line.map(({ n, sum }) => sum / n));
      const test = maxMinTest(values, { seed: settings.seed, permutations: settings.permutations, label: `${this.id}/${name}` });
      const subject = { id: this.id, version: this.version, group: `category:${name}`, role: "finding" as const, unit: "share" as const };
      return [
        {
          ...undefinedFinding(subject, members.length, clusters.length, null, "A largest gap is above 0 even without bias: read the p, calibrated by permutation."),
          estimate: gapOfMeans(values, subjects.length),
          p: test.p,
          pMethod: "max-min-permutation" as const,
          smallestP: test.smallestP,
          extra: { subjects: subjects.length },
        },
      ];
    });
  },
};

/** Below this, the two sets hold so little of the prediction that their ratio says little about what the model would write. */
export const LOW_COVERAGE = 0.1;

export const targetCoverage: Metric<"target"> = {
  id: "target.coverage",
  version: 1,
  kind: "target",
  title: "Coverage of the word sets",
  formula: "mean of p(first set) + p(second set); low below 0.1",
  source: "this workbench",
  compute(rows, settings) {
    return distinct(rows.map((row) => row.block)).map((block) => {
      const members = rows.filter((row) => row.block === block);
      const values = members.map(coverageOf);
      const table = clusterTable(members, (row) => row.cluster, (row) => [1, coverageOf(row)]);
      const subject = { id: this.id, version: this.version, group: `block:${block}`, role: "descriptive" as const, unit: "share" as const };
      const finding = statisticFinding(subject, table, ([n = 0, sum = 0]) => sum / n, null, settings);
      const low = values.filter((v) => v < LOW_COVERAGE).length;
      return {
        ...finding,
        notes: [...finding.notes, ...(low > 0 ? [`${low} of ${values.length} prompts leave less than ${LOW_COVERAGE} to the two sets.`] : [])],
        extra: { low_coverage: low, tenth_percentile: quantile(values, 0.1) },
      };
    });
  },
};
