import type { SuiteSummary } from "@/lib/domain/audit";
import type { ComposeRequest, RedactionProfile } from "@/lib/domain/report";

/**
 * The profile that holds for a suite, and why it is not the one that was asked for. Texts of share-alike sets go out only where the
 * person named the set. Contrasts need the reference groups that the suite declares: where it is gone, its items would give other
 * findings than were stated, so findings go out alone.
 */
export function profileInForce(
  { profile, shareAlikeText }: Pick<ComposeRequest, "profile" | "shareAlikeText">,
  { id, shareAlike, licence, title }: Pick<SuiteSummary, "id" | "shareAlike" | "licence" | "title">,
  { hasReferences, contrasts }: { hasReferences: boolean; contrasts: boolean },
): { profile: RedactionProfile; reason: string | null } {
  if (profile !== "aggregates" && contrasts && !hasReferences) {
    return { profile: "aggregates", reason: `The suite “${title}” was changed or removed after the audit: without the reference groups that it declared, its contrasts could not be computed again.` };
  }
  if (profile === "full" && shareAlike && !shareAlikeText.includes(id)) {
    return { profile: "scores", reason: `The licence of “${title}” (${licence}) is share-alike: passing on its texts is redistribution under the same licence. Ids, hashes and scores are shared instead.` };
  }
  return { profile, reason: null };
}
