import type { InspectionSummary } from "@/lib/domain/inspection";

/** A line of the list: a heading, or an inspection with its depth in the tree of branches. */
export type RecentRow = { kind: "heading"; label: string } | { kind: "inspection"; summary: InspectionSummary; depth: number; orphan: boolean };

/**
 * Inspections as they are listed: newest tree first, each branch below what it was branched from, oldest branch first, under
 * headings by the day of the tree's root. A branch whose origin is not in the list stands at the left edge as an `orphan`.
 */
export function recentRows(inspections: readonly InspectionSummary[], now: Date): RecentRow[] {
  const byId = new Map(inspections.map((summary) => [summary.id, summary]));
  const children = new Map<string, InspectionSummary[]>();
  const roots: InspectionSummary[] = [];
  for (const summary of inspections) {
    const parent = summary.parentId !== null && byId.has(summary.parentId) ? summary.parentId : null;
    if (parent === null) roots.push(summary);
    else children.set(parent, [...(children.get(parent) ?? []), summary]);
  }
  roots.sort((a, b) => b.createdAt.localeCompare(a.createdAt));

  const rows: RecentRow[] = [];
  let heading = "";
  for (const root of roots) {
    const label = dayLabel(new Date(root.createdAt), now);
    if (label !== heading) rows.push({ kind: "heading", label });
    heading = label;
    const visit = (summary: InspectionSummary, depth: number) => {
      rows.push({ kind: "inspection", summary, depth, orphan: depth === 0 && summary.parentId !== null });
      for (const child of (children.get(summary.id) ?? []).sort((a, b) => a.createdAt.localeCompare(b.createdAt))) visit(child, depth + 1);
    };
    visit(root, 0);
  }
  return rows;
}

const dayStart = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

function dayLabel(date: Date, now: Date): string {
  const days = Math.round((dayStart(now) - dayStart(date)) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return "This week";
  return date.toLocaleDateString("en", { month: "long", year: "numeric" });
}
