import type { InspectionSummary } from "@/lib/domain/inspection";
import { readableText, visibleText } from "@/lib/domain/visible-text";

export interface TreeRow {
  id: string;
  depth: number;
  /** What sets it apart from what it was branched from. */
  label: string;
  /** Token position of the forced token; null for the root. */
  position: number | null;
  isOpen: boolean;
  /** Lies on the way from the root to the open one. */
  onPath: boolean;
}

/** A tree of branches as indented rows: depth first, older branches first. What has no parent in the list is a root. */
export function treeRows(inspections: readonly InspectionSummary[], openId: string): TreeRow[] {
  const byId = new Map(inspections.map((summary) => [summary.id, summary]));
  const parentOf = (summary: InspectionSummary) => (summary.parentId === null ? undefined : byId.get(summary.parentId));
  const path = new Set<string>();
  for (let at = byId.get(openId); at && !path.has(at.id); at = parentOf(at)) path.add(at.id);

  const rows: TreeRow[] = [];
  const ordered = [...inspections].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  const visit = (summary: InspectionSummary, depth: number) => {
    rows.push({
      id: summary.id,
      depth,
      label: summary.branchText === null ? readableText(summary.title) : visibleText(summary.branchText),
      position: summary.branchPosition,
      isOpen: summary.id === openId,
      onPath: path.has(summary.id),
    });
    for (const child of ordered) if (child.parentId === summary.id) visit(child, depth + 1);
  };
  for (const summary of ordered) if (!parentOf(summary)) visit(summary, 0);
  return rows;
}
