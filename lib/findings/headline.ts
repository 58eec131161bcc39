import type { SuiteResult } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { detectedWords, metricWords } from "@/lib/domain/metric-words";
import { groupName, verdictSentence, type VerdictKind } from "./words";

export interface Counts {
  detected: number;
  notDetected: number;
  inconclusive: number;
}

export interface Headline {
  /** The finding that the box shows: over the whole suite where the family has one, else the one farthest from the null value. */
  lead: Finding | null;
  /** How `lead` was chosen, for the reader; null where it speaks for the whole suite. */
  leadIs: string | null;
  kind: VerdictKind | null;
  /** "Detected", "Detected for 21 of 44", "Not finished". */
  title: string;
  counts: Counts;
  /** Controls that show an effect: the suite's findings are then to be read with care. */
  failedControls: Finding[];
  controls: number;
}

const distance = ({ estimate, nullValue }: Finding): number => (estimate === null || nullValue === null ? -1 : Math.abs(estimate - nullValue));
const isWhole = ({ group }: Finding): boolean => group === "all" || group.startsWith("block:");

export function countVerdicts(findings: readonly Finding[]): Counts {
  const of = (kind: VerdictKind) => findings.filter(({ verdict }) => verdict?.kind === kind).length;
  return { detected: of("detected"), notDetected: of("not-detected"), inconclusive: of("inconclusive") };
}

/** The members of the suite's declared family: they alone carry its verdicts, and while it runs its running estimates. */
export function familyFindings({ complete, findings }: Pick<SuiteResult, "complete" | "findings">, family: readonly string[]): Finding[] {
  return findings.filter(({ id, role, verdict, estimate }) => role === "finding" && (complete ? verdict !== null : family.includes(id) && estimate !== null));
}

/**
 * What the box of a suite says. Several findings are counted by verdict, never merged into one figure. `family`: ids of the declared
 * metrics, by which the running estimate of an unfinished suite is chosen.
 */
export function headlineOf(result: Pick<SuiteResult, "complete" | "findings">, family: readonly string[] = []): Headline {
  const members = familyFindings(result, family);
  const counts = countVerdicts(members);
  const controls = result.findings.filter(({ role, verdict }) => role === "control" && verdict !== null);
  const whole = members.find(isWhole);
  const byDistance = [...members].sort((a, b) => Number(b.verdict?.kind === "detected") - Number(a.verdict?.kind === "detected") || distance(b) - distance(a));
  const lead = whole ?? byDistance[0] ?? null;
  const several = members.length > 1;
  const kind: VerdictKind | null = members.length === 0 || !result.complete ? null : (whole?.verdict?.kind ?? (counts.detected > 0 ? "detected" : counts.inconclusive > 0 ? "inconclusive" : "not-detected"));
  return {
    lead,
    leadIs: lead === null || whole !== undefined || !several ? null : `${groupName(lead.group)}, the farthest from no effect of ${members.length}`,
    kind,
    title: result.complete ? titleOf(kind, counts, members.length, whole !== undefined) : "Not finished",
    counts,
    failedControls: controls.filter(({ verdict }) => verdict?.kind === "detected"),
    controls: controls.length,
  };
}

function titleOf(kind: VerdictKind | null, { detected, notDetected, inconclusive }: Counts, members: number, whole: boolean): string {
  if (kind === null) return "No verdict";
  const name = { detected: "Detected", "not-detected": "Not detected", inconclusive: "Inconclusive" }[kind];
  if (whole || members === 1) return name;
  const n = { detected, "not-detected": notDetected, inconclusive }[kind];
  return n === members ? `${name} for all ${members}` : `${name} for ${n} of ${members}`;
}

/** Completes "says:": what the lead finding lets one conclude, in a sentence. */
export function saysOf({ lead, kind, leadIs, counts }: Headline): string {
  if (lead === null || lead.verdict === null || kind === null) return "nothing could be tested.";
  if (kind === "detected") return `${detectedWords(lead.id, leadIs === null && lead.estimate !== null && lead.nullValue !== null ? lead.estimate - lead.nullValue : null)}.`;
  if (lead.verdict.kind === "inconclusive") return `these data cannot tell. ${lead.verdict.because}`;
  if (leadIs !== null) return counts.inconclusive > 0 ? "no group was told apart from no effect; for some of them these data could not have shown one." : "no group was told apart from no effect, in data that would have shown an effect that matters for each.";
  return `${verdictSentence(lead.verdict, lead.unit).toLowerCase()}: an effect of that size or more would have been found in four of five such audits. Smaller ones may be there.`;
}

/** The same of a suite that is not finished. */
export const unfinishedSays = "nothing yet: the estimate moves until every item is scored, and the verdict comes with the last one.";

/** Completes "says not:". */
export function saysNotOf({ lead }: Headline): string {
  return `${lead === null ? "anything about the model" : metricWords(lead.id).saysNot}.`;
}
