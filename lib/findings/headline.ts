import type { SuiteResult } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { metricWords } from "@/lib/domain/metric-words";
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
  /** "Detected", "Detected for 21 of 44". */
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

/** The members of the suite's declared family: they alone carry its verdicts. */
export function familyFindings(result: Pick<SuiteResult, "findings">): Finding[] {
  return result.findings.filter(({ role, verdict }) => role === "finding" && verdict !== null);
}

/** What the box of a suite says. Several findings are counted by verdict, never merged into one figure. */
export function headlineOf(result: Pick<SuiteResult, "findings">): Headline {
  const members = familyFindings(result);
  const counts = countVerdicts(members);
  const controls = result.findings.filter(({ role, verdict }) => role === "control" && verdict !== null);
  const whole = members.find(isWhole);
  const byDistance = [...members].sort((a, b) => Number(b.verdict?.kind === "detected") - Number(a.verdict?.kind === "detected") || distance(b) - distance(a));
  const lead = whole ?? byDistance[0] ?? null;
  const several = members.length > 1;
  const kind: VerdictKind | null = members.length === 0 ? null : (whole?.verdict?.kind ?? (counts.detected > 0 ? "detected" : counts.inconclusive > 0 ? "inconclusive" : "not-detected"));
  return {
    lead,
    leadIs: lead === null || whole !== undefined || !several ? null : `the farthest from no effect of ${members.length}: ${groupName(lead.group)}`,
    kind,
    title: titleOf(kind, counts, members.length, whole !== undefined),
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
  if (kind === "detected") return `${metricWords(lead.id).says}.`;
  if (lead.verdict.kind === "inconclusive") return `these data cannot tell. ${lead.verdict.because}`;
  if (leadIs !== null) return counts.inconclusive > 0 ? "no group was told apart from no effect; for some of them these data could not have shown one." : "no group was told apart from no effect, in data that would have shown an effect that matters for each.";
  return `${verdictSentence(lead.verdict, lead.unit).toLowerCase()}: an effect of that size or more would have been found in four of five such audits. Smaller ones may be there.`;
}

/** Completes "says not:". */
export function saysNotOf({ lead }: Headline): string {
  return `${lead === null ? "anything about the model" : metricWords(lead.id).saysNot}.`;
}
