import { createHash } from "node:crypto";
import type { SuiteSummary } from "@/lib/domain/audit";
import type { Suite } from "../format/schema";
import { planOf, referencesOf, renderSuite } from "../format/render";
import type { Remark } from "../format/read-suite";
import type { ImportedSet } from "../importers/imported-set";
import type { FamilyPlan } from "../metrics/families";
import type { Trial } from "../trial";

export interface TrialChoice {
  /** Phrasing ids; absent: all. */
  phrasings?: readonly string[] | undefined;
  continuations: boolean;
}

/** A suite of whatever source, ready to be planned. */
export interface LoadedSuite {
  summary: SuiteSummary;
  /** In the order of the file. */
  trials: (choice: TrialChoice) => Trial[];
  plan: FamilyPlan;
  references: Readonly<Record<string, string>>;
  /** Wordings verbatim, with their slots; null where the set's importer makes them. */
  phrasings: readonly { id: string; text: string | null }[];
}

export const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
const familyOf = ({ metrics, smallestEffect }: FamilyPlan): SuiteSummary["family"] => metrics.map((metric) => ({ metric, smallestEffect: smallestEffect[metric] ?? null }));

/** What is compared: the values of a decision's attributes, otherwise the categories of what is measured. */
function groupsOf(trials: readonly Trial[]): string[] {
  return distinct(trials.filter((trial) => trial.control === null).flatMap((trial) => (trial.kind === "decision" ? Object.values(trial.labels) : [trial.category])));
}

export function fromSuite(suite: Suite, text: string, source: "bundled" | "own", remarks: readonly Remark[]): LoadedSuite {
  const plan = planOf(suite);
  const all = renderSuite(suite);
  const phrasingIds = distinct(all.map((trial) => trial.phrasing));
  return {
    plan,
    references: referencesOf(suite),
    phrasings: [...(suite.templates ?? []), suite.pairs, suite.questions, suite.decisions].flatMap((block) => block?.phrasings ?? []).map(({ id, text: wording }) => ({ id, text: wording })),
    trials: ({ phrasings, continuations }) => renderSuite(suite, { continuations, ...(phrasings ? { phrasings } : {}) }),
    summary: {
      id: suite.id, source, title: suite.title, sha256: sha256(text), licence: suite.licence, shareAlike: false, ...suite.card,
      groups: groupsOf(all), phrasings: phrasingIds.length, phrasingIds, trials: all.length, family: familyOf(plan), rows: null,
      warnings: remarks.filter((remark) => remark.severity === "warning").map((remark) => `line ${remark.line}: ${remark.message}`),
    },
  };
}

/** How many left-out rows are named one by one in a summary. */
const NAMED_ROWS = 200;

export function fromImportedSet(set: ImportedSet, id: string): LoadedSuite {
  const { facts, files, trials, plan, references, rows, leftOut, notes } = set;
  const { title, licence, shareAlike, measures, construct, harm, population, limits } = facts;
  const phrasingIds = distinct(trials.map((trial) => trial.phrasing));
  return {
    plan,
    references,
    phrasings: phrasingIds.map((phrasing) => ({ id: phrasing, text: null })),
    trials: ({ phrasings }) => (phrasings ? trials.filter((trial) => phrasings.includes(trial.phrasing)) : trials),
    summary: {
      id, source: "imported", title, licence, shareAlike, measures, construct, harm, population, limits: [...limits],
      sha256: sha256(files.map((file) => file.sha256).sort().join("\n")),
      groups: groupsOf(trials), phrasings: phrasingIds.length, phrasingIds: phrasingIds.length > 1 ? phrasingIds : [], trials: trials.length, family: familyOf(plan),
      rows: { read: rows, leftOut: leftOut.slice(0, NAMED_ROWS) }, warnings: notes,
    },
  };
}
