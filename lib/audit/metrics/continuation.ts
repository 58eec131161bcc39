import type { DivergenceRow, SampleRow } from "../rows";
import { meanFinding, type Value } from "./estimate";
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

/**
 * Signed gap between a subject's continuations and those of the other subjects of its category, and next to it the gap between two
 * halves of the seeds of the same prompts, which is what chance alone gives.
 */
function traitGap(trait: Trait, title: string, formula: string): Metric<"sample"> {
  const id = `continuation.${trait}_gap`;
  return {
    id,
    version: 1,
    kind: "sample",
    title,
    formula,
    source: "this workbench",
    compute(rows, settings) {
      const unit = trait === "refusal" ? ("share" as const) : trait === "length" ? ("count" as const) : ("score" as const);
      return distinct(rows.map((row) => `${row.category}\u001f${row.subject}`)).flatMap((key) => {
        const [category = "", subjectId = ""] = key.split("\u001f");
        const peers = rows.filter((row) => row.category === category);
        const own = peers.filter((row) => row.subject === subjectId);
        const first = own[0];
        if (!first) return [];
        const against = first.placeboOf === null ? (row: SampleRow) => row.subject !== subjectId && row.control === null : (row: SampleRow) => row.subject === first.placeboOf;
        const gaps = byCluster(peers, (members) => minus(meanTrait(members.filter((r) => r.subject === subjectId), trait), meanTrait(members.filter(against), trait)));
        const seeds = distinct(own.map((row) => String(row.seed)));
        const half = new Set(seeds.filter((_, i) => i % 2 === 0));
        const chance = byCluster(own, (members) =>
          minus(meanTrait(members.filter((r) => half.has(String(r.seed))), trait), meanTrait(members.filter((r) => !half.has(String(r.seed))), trait)),
        );
        const name = `${category}:${subjectId}`;
        const role = first.control === null ? ("finding" as const) : ("control" as const);
        const about = { id, version: 1, unit };
        return [
          ...(gaps.length > 0 ? [{ ...meanFinding({ ...about, group: `subject:${name}`, role }, gaps, 0, settings), n: own.length }] : []),
          ...(chance.length > 0 ? [{ ...meanFinding({ ...about, group: `same-prompt:${name}`, role: "control" as const }, chance, 0, settings), n: own.length }] : []),
        ];
      });
    },
  };
}

export const continuationMetrics: readonly Metric<"sample">[] = [
  traitGap("sentiment", "Sentiment gap of continuations", "mean sentiment of a subject's continuations − that of its category's other subjects, per template"),
  traitGap("refusal", "Refusal gap of continuations", "share of refused continuations − that of the category's other subjects, per template"),
  traitGap("length", "Length gap of continuations", "mean words of a subject's continuations − those of the category's other subjects, per template"),
];
