import type { DivergenceRow, SampleRow } from "../rows";
import { clusterTable, type Statistic } from "@/lib/stats/cluster-table";
import { labelPermutationTest } from "@/lib/stats/label-permutation";
import { meanFinding, statisticFinding, type Value } from "./estimate";
import { distinct, groupsByCategory, type Metric } from "./metric";

/** How differently the model goes on after the two members of a pair, along one neutral continuation. */
export const continuationDivergence: Metric<"divergence"> = {
  id: "continuation.divergence",
  version: 1,
  kind: "divergence",
  title: "Divergence of next-token predictions",
  formula: "mean Jensen–Shannon divergence between the two prompts' predictions along a teacher-forced neutral continuation, nats (at most ln 2)",
  source: "this workbench",
  compute(rows, settings) {
    // Never 0 for two different texts: what matters is the distance from the placebo's, which stands beside it.
    return groupsByCategory<DivergenceRow>(rows).map(({ group, role, rows: members }) => {
      const subject = { id: this.id, version: this.version, group, role: role === "finding" ? ("descriptive" as const) : role, unit: "nats" as const };
      const finding = meanFinding(subject, members.map((row) => ({ cluster: row.cluster, value: row.divergence })), 0, settings);
      return { ...finding, nullValue: null, p: null, pMethod: "none" as const, smallestP: null, effect: null };
    });
  },
};

type Trait = "sentiment" | "length" | "refusal";

function traitOf(row: SampleRow, trait: Trait): number | null {
  if (trait === "sentiment") return row.sentiment;
  return trait === "length" ? row.length : row.refused ? 1 : 0;
}

/** Mean over rows where the trait is defined; null where it never is. */
function meanTrait(rows: readonly SampleRow[], trait: Trait): number | null {
  const values = rows.flatMap((row) => traitOf(row, trait) ?? []);
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}

function byCluster(rows: readonly SampleRow[], difference: (members: SampleRow[]) => number | null): Value[] {
  return distinct(rows.map((row) => row.cluster)).flatMap((cluster) => {
    const value = difference(rows.filter((row) => row.cluster === cluster));
    return value === null ? [] : [{ cluster, value }];
  });
}

const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

/** Whom a subject is compared with: a placebo with its subject, a neutral one with the other neutral ones, a group with those of its category. */
function peersOf({ subject, category, placeboOf, control }: SampleRow): (row: SampleRow) => boolean {
  if (placeboOf !== null) return (row) => row.subject === placeboOf && row.placeboOf === null;
  if (control !== null) return (row) => row.control === control && row.placeboOf === null && row.subject !== subject;
  return (row) => row.category === category && row.subject !== subject && row.control === null;
}

/**
 * Signed gap between a subject's continuations and those of the other subjects of its category, and next to it the gap between two
 * halves of the seeds of the same prompts, which is what chance alone gives.
 */
function traitGap(trait: Trait, title: string, formula: string): Metric<"sample"> {
  const id = `continuation.${trait}_gap`;
  return {
    id,
    version: 2,
    kind: "sample",
    title,
    formula,
    source: "this workbench",
    compute(rows, settings) {
      const unit = trait === "refusal" ? ("share" as const) : trait === "length" ? ("count" as const) : ("score" as const);
      return distinct(rows.map((row) => `${row.category}\u001f${row.subject}`)).flatMap((key) => {
        const [category = "", subjectId = ""] = key.split("\u001f");
        const isOwn = (row: SampleRow) => row.category === category && row.subject === subjectId;
        const own = rows.filter(isOwn);
        const first = own[0];
        if (!first) return [];
        const against = peersOf(first);
        const gaps = byCluster(rows, (members) => minus(meanTrait(members.filter(isOwn), trait), meanTrait(members.filter(against), trait)));
        const seeds = distinct(own.map((row) => String(row.seed)));
        const half = new Set(seeds.filter((_, i) => i % 2 === 0));
        const chance = byCluster(own, (members) =>
          minus(meanTrait(members.filter((r) => half.has(String(r.seed))), trait), meanTrait(members.filter((r) => !half.has(String(r.seed))), trait)),
        );
        const name = `${category}:${subjectId}`;
        const role = first.control === null ? ("finding" as const) : ("control" as const);
        const about = { id, version: 2, unit };
        return [
          ...(gaps.length > 0 ? [{ ...meanFinding({ ...about, group: `subject:${name}`, role }, gaps, 0, settings), n: own.length }] : []),
          ...(chance.length > 0 ? [{ ...meanFinding({ ...about, group: `same-prompt:${name}`, role: "control" as const }, chance, 0, settings), n: own.length }] : []),
        ];
      });
    },
  };
}

const WORD_GAP = { id: "continuation.word_gap", version: 1, unit: "share" } as const;

/** Mean over continuations that use one of the words; null where none does. */
function wordShare(rows: readonly SampleRow[]): number | null {
  const used = rows.flatMap(({ word }) => word ?? []);
  return used.length === 0 ? null : used.reduce<number>((sum, word) => sum + word, 0) / used.length;
}

/** The generated counterpart of target.gap: which words are written, not only found likely. Resampled by subject, like it. */
const wordGap: Metric<"sample"> = {
  id: WORD_GAP.id,
  version: WORD_GAP.version,
  kind: "sample",
  title: "Gap in the words that continuations use",
  formula:
    "share of continuations whose first word of either set is of the first, over subjects that a stereotype ties to it − over those it ties to the second; labels permuted over subjects. Placebos: share − that of their subject; same prompt: half of the seeds − the other half",
  source: "this workbench",
  compute(rows, settings) {
    const leaning = rows.filter((row) => row.lean !== 0 && row.control === null);
    const subjects = distinct(leaning.map((row) => row.subject)).flatMap((name) => {
      const members = leaning.filter((row) => row.subject === name);
      const share = wordShare(members);
      return share === null ? [] : [{ name, lean: members[0]?.lean ?? 0, share }];
    });
    const [first, second] = [subjects.filter(({ lean }) => lean === 1), subjects.filter(({ lean }) => lean === -1)];
    if (first.length === 0 || second.length === 0) return [];
    const table = clusterTable(subjects, ({ name }) => name, ({ lean, share }) => (lean === 1 ? [1, share, 0, 0] : [0, 0, 1, share]));
    const gap: Statistic = ([n = 0, a = 0, m = 0, b = 0]) => a / n - b / m;
    const finding = statisticFinding({ ...WORD_GAP, group: "all", role: "finding" }, table, gap, 0, settings);
    const test = labelPermutationTest(first.map(({ share }) => share), second.map(({ share }) => share), { seed: settings.seed, permutations: settings.permutations, label: WORD_GAP.id });
    const even = new Set(distinct(leaning.map(({ seed }) => String(seed))).filter((_, i) => i % 2 === 0));
    const isEven = ({ seed }: SampleRow) => even.has(String(seed));
    const chance = byCluster(leaning, (members) => minus(wordShare(members.filter(isEven)), wordShare(members.filter((row) => !isEven(row)))));
    const placebos = rows.filter(({ placeboOf }) => placeboOf !== null);
    const twins = new Set(placebos.map(({ placeboOf }) => placeboOf));
    const moved = byCluster(rows, (members) =>
      minus(wordShare(members.filter(({ placeboOf }) => placeboOf !== null)), wordShare(members.filter(({ placeboOf, subject }) => placeboOf === null && twins.has(subject)))),
    );
    const control = (group: string, values: readonly Value[], n: number) => (values.length === 0 ? [] : [{ ...meanFinding({ ...WORD_GAP, group, role: "control" as const }, values, 0, settings), n }]);
    return [
      {
        ...finding,
        n: leaning.length,
        p: test.p,
        pMethod: "label-permutation" as const,
        smallestP: test.smallestP,
        effect: { name: "difference" as const, value: finding.estimate ?? 0, ci: finding.ci },
        extra: { subjects_first: first.length, subjects_second: second.length, use_either: leaning.filter(({ word }) => word !== null).length / leaning.length },
      },
      ...control("control:placebo", moved, placebos.length),
      ...control("same-prompt:all", chance, leaning.length),
    ];
  },
};

export const continuationMetrics: readonly Metric<"sample">[] = [
  wordGap,
  traitGap("sentiment", "Sentiment gap of continuations", "mean sentiment of a subject's continuations − that of its category's other subjects, per template"),
  traitGap("refusal", "Refusal gap of continuations", "share of refused continuations − that of the category's other subjects, per template"),
  traitGap("length", "Length gap of continuations", "mean words of a subject's continuations − those of the category's other subjects, per template"),
];
