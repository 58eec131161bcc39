import type { AuditSummary } from "@/lib/domain/audit";
import { composeRequestSchema, type ComposeRequest, type RedactionProfile } from "@/lib/domain/report";

/** What a person has chosen so far; texts as typed. */
export interface Draft {
  audits: string[];
  title: string;
  intendedUse: string;
  notes: string;
  profile: RedactionProfile;
  shareAlikeText: string[];
  baseline: string | null;
}

export const emptyDraft = (audits: readonly string[]): Draft => ({ audits: [...audits], title: "", intendedUse: "", notes: "", profile: "scores", shareAlikeText: [], baseline: null });

/** The title that the report gets when none is typed: what was audited. */
export function titleFor(draft: Draft, audits: readonly AuditSummary[]): string {
  if (draft.title.trim() !== "") return draft.title.trim();
  const chosen = audits.filter(({ id }) => draft.audits.includes(id));
  const files = [...new Set(chosen.map(({ modelFileName }) => modelFileName))];
  const suites = [...new Set(chosen.flatMap((audit) => audit.suites))];
  return chosen.length === 0 ? "" : `${suites.join(", ")} on ${files.join(", ")}`.slice(0, 200);
}

/** The request that the draft stands for; null while it is none. */
export function requestOf(draft: Draft, audits: readonly AuditSummary[]): ComposeRequest | null {
  const known = draft.audits.filter((id) => audits.some((audit) => audit.id === id));
  const parsed = composeRequestSchema.safeParse({ ...draft, audits: known, title: titleFor(draft, audits), baseline: known.length > 0 && draft.baseline !== known[0] ? draft.baseline : null });
  return parsed.success ? parsed.data : null;
}

/** Chosen and unchosen keep the order of choosing: the first audit is the one that a baseline is compared with. */
export function toggled(list: readonly string[], value: string): string[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

/** Audits with something to report: finished, or with at least a part scored. */
export const isReportable = ({ state, unitsDone }: AuditSummary): boolean => state === "complete" || (unitsDone > 0 && state !== "queued");
