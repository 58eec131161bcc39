import type { InspectionSummary } from "@/lib/domain/inspection";

/** How an inspection is related to another. */
export type Relation = "branched from it" | "its origin" | "same tree" | "same prompt, another model" | "same prompt" | "other";

const order: readonly Relation[] = ["branched from it", "its origin", "same tree", "same prompt, another model", "same prompt", "other"];

function rootOf(summary: InspectionSummary, byId: ReadonlyMap<string, InspectionSummary>): string {
  let at = summary;
  const seen = new Set<string>();
  while (at.parentId !== null && !seen.has(at.id)) {
    seen.add(at.id);
    const parent = byId.get(at.parentId);
    if (!parent) return at.parentId;
    at = parent;
  }
  return at.id;
}

function relationOf(one: InspectionSummary, other: InspectionSummary, byId: ReadonlyMap<string, InspectionSummary>): Relation {
  if (other.parentId === one.id) return "branched from it";
  if (one.parentId === other.id) return "its origin";
  if (rootOf(one, byId) === rootOf(other, byId)) return "same tree";
  if (one.prompt !== other.prompt || one.mode !== other.mode) return "other";
  return one.modelFileName === other.modelFileName ? "same prompt" : "same prompt, another model";
}

/** What an inspection may be compared with, the nearest first, each kind newest first; without itself. */
export function relatedInspections(one: InspectionSummary, all: readonly InspectionSummary[]): { summary: InspectionSummary; relation: Relation }[] {
  const byId = new Map(all.map((summary) => [summary.id, summary]));
  return all
    .filter(({ id }) => id !== one.id)
    .map((summary) => ({ summary, relation: relationOf(one, summary, byId) }))
    .sort((x, y) => order.indexOf(x.relation) - order.indexOf(y.relation) || y.summary.createdAt.localeCompare(x.summary.createdAt));
}
