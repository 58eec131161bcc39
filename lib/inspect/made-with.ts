import type { InspectionRecord } from "@/lib/db/inspections";
import type { MadeWith } from "@/lib/engine/engine";
import type { InspectContext } from "./context";
import { resolveSources } from "./edit-sources";

/**
 * The edits that an inspection was made with, for evaluating its tokens once more: maps, lenses and sweeps of an edited run are those of
 * the edited model. Undefined for a run without edits. Errors: those of `resolveSources`.
 */
export async function madeWithOf(context: InspectContext, { request, manifest, summary }: InspectionRecord): Promise<MadeWith | undefined> {
  if (!request.edits?.length) return undefined;
  const { branchPosition } = summary;
  // A branch was given one token more than it has of its parent: the one that it forces there.
  const given = branchPosition === null ? manifest.promptTokens : branchPosition + (manifest.forcedPositions.includes(branchPosition) ? 1 : 0);
  return { edits: await resolveSources(context, request.edits), given };
}
