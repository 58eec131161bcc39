import type { RedactionProfile, ShareSummary } from "@/lib/domain/report";

/** What each redaction profile lets out, and why one would choose it. */
export const profiles: Record<RedactionProfile, { name: string; leaves: string; reason: string }> = {
  aggregates: { name: "Findings only", leaves: "Estimates, intervals and verdicts by group.", reason: "Nobody can compute them again. For items that must not leave at all." },
  scores: { name: "Ids and scores", leaves: "Also an id and the numbers of every item.", reason: "Whoever receives it can compute every figure again, and reads no text of an item." },
  full: { name: "Full text", leaves: "Also the texts that were scored.", reason: "Readers see what was asked. Items of bias suites state stereotypes; a licence may ask for attribution." },
};

const DAY_MS = 86_400_000;

/** "in 30 days", "in a day", "within a day", "12 days ago". */
export function expiryText(expiresAt: string, now: number): string {
  const left = (Date.parse(expiresAt) - now) / DAY_MS;
  const days = Math.round(Math.abs(left));
  if (left >= 0) return days > 1 ? `in ${days} days` : left > 0.99 ? "in a day" : "within a day";
  return days > 1 ? `${days} days ago` : days === 1 ? "a day ago" : "today";
}

export const stateWords: Record<ShareSummary["state"], string> = { live: "open", expired: "expired", revoked: "revoked", superseded: "open, with a note that there is a newer version" };

/** Whether somebody who has the link still sees the report. */
export const isOpen = ({ state }: Pick<ShareSummary, "state">): boolean => state === "live" || state === "superseded";
