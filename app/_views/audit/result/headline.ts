import type { SuiteResult } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { groupName, type VerdictKind } from "../words";

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
export function familyFindings({ complete, findings }: SuiteResult, family: readonly string[]): Finding[] {
  return findings.filter(({ id, role, verdict, estimate }) => role === "finding" && (complete ? verdict !== null : family.includes(id) && estimate !== null));
}

/**
 * What the box of a suite says. Several findings are counted by verdict, never merged into one figure. `family`: ids of the declared
 * metrics, by which the running estimate of an unfinished suite is chosen.
 */
export function headlineOf(result: SuiteResult, family: readonly string[] = []): Headline {
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
