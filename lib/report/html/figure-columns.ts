import { count } from "@/lib/charts/format";
import type { Finding } from "@/lib/domain/finding";
import { effectText, groupName, intervalText, pText, valueText, verdictSentence } from "@/lib/findings/words";

/** One column of the table of a metric's figures, as it is written and as the check expects to read it. */
export interface FigureColumn {
  name: string;
  /** Words rather than numbers. */
  words?: true;
  text: (finding: Finding) => string;
}

export const methods: Record<Finding["ciMethod"], string> = { wilson: "Wilson", bca: "BCa", percentile: "percentile", student: "Student’s t", "wilson-clusters": "Wilson, clusters", none: "none" };
export const tests: Record<Finding["pMethod"], string> = {
  "sign-test": "exact sign test", "sign-flip": "sign flips", student: "Student’s t", "label-permutation": "label permutation", "max-min-permutation": "permutation of the range", none: "none",
};

/** The one value of all of them, or null. */
export const onlyOne = <T,>(values: readonly T[]): T | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);

function phrasingsText({ unit, extra }: Finding): string {
  const { lowest_phrasing: lo, highest_phrasing: hi } = extra;
  return typeof lo === "number" && typeof hi === "number" ? `${valueText(unit, lo)} – ${valueText(unit, hi)}` : "–";
}

/** The columns after the group's, for the findings of one metric in one suite: what is the same in every row is said once, above. */
export function columnsOf(findings: readonly Finding[]): FigureColumn[] {
  const oneMethod = onlyOne(findings.map(({ ciMethod }) => ciMethod)) !== null;
  const oneTest = onlyOne(findings.map(({ pMethod }) => pMethod)) !== null;
  const banded = findings.some(({ extra }) => typeof extra["lowest_phrasing"] === "number");
  const columns: (FigureColumn | false)[] = [
    { name: "n", text: ({ n }) => count(n) },
    { name: "clusters", text: ({ clusters }) => count(clusters) },
    { name: "estimate", text: ({ unit, estimate }) => valueText(unit, estimate) },
    { name: "interval", text: ({ unit, ci }) => (ci === null ? "–" : intervalText(unit, ci)) },
    !oneMethod && { name: "method", words: true, text: ({ ciMethod }) => methods[ciMethod] },
    { name: "p", text: ({ p }) => pText(p) },
    { name: "adjusted p", text: ({ pAdjusted }) => pText(pAdjusted) },
    !oneTest && { name: "test", words: true, text: ({ pMethod }) => tests[pMethod] },
    { name: "effect size", text: ({ effect }) => effectText(effect) },
    { name: "detectable", text: ({ unit, mde }) => (mde === null ? "–" : valueText(unit, mde.value)) },
    banded && { name: "phrasings", text: phrasingsText },
    { name: "verdict", words: true, text: ({ unit, verdict }) => (verdict === null ? "–" : verdictSentence(verdict, unit)) },
  ];
  return columns.filter((column) => column !== false);
}

/** Every note once, in the order in which rows count them. */
export const notesOf = (findings: readonly Finding[]): string[] => [...new Set(findings.flatMap((finding) => finding.notes))];

export interface FigureHeading {
  name: string;
  control: string;
  /** Numbers of its notes; empty where it has none. */
  notes: string;
}

export const headingOf = ({ group, role, notes }: Finding, all: readonly string[]): FigureHeading => ({
  name: groupName(group),
  control: role === "control" ? " control" : "",
  notes: notes.map((note) => all.indexOf(note) + 1).join(", "),
});
