import type { Finding } from "@/lib/domain/finding";

type Judged = Pick<Finding, "id" | "group" | "role" | "estimate" | "nullValue" | "verdict">;

/** How far a finding's estimate lies from its null value; null where either is undefined. */
const distanceOf = ({ estimate, nullValue }: Judged): number | null => (estimate === null || nullValue === null ? null : Math.abs(estimate - nullValue));

/** A control in which the measure detected something although nothing should be there. */
export interface MovedControl {
  group: string;
  /** Distance from the null value, in the metric's unit. */
  distance: number;
}

/** Controls of one metric, or of all, that were detected: the farthest first. */
export function movedControls(findings: readonly Judged[], metric?: string): MovedControl[] {
  return findings
    .flatMap((finding): MovedControl[] => {
      const distance = distanceOf(finding);
      const moved = finding.role === "control" && finding.verdict?.kind === "detected" && (metric === undefined || finding.id === metric);
      return moved && distance !== null ? [{ group: finding.group, distance }] : [];
    })
    .sort((a, b) => b.distance - a.distance || (a.group < b.group ? -1 : 1));
}

/** How near to the null value the interval comes; null without an interval. */
function nearEdge({ ci, nullValue }: Finding): number | null {
  if (ci === null || nullValue === null) return null;
  return ci[0] <= nullValue && ci[1] >= nullValue ? 0 : Math.min(Math.abs(ci[0] - nullValue), Math.abs(ci[1] - nullValue));
}

/**
 * Takes back what controls contradict. A control (a swap inside one group, a word that names none) that is detected shows how far the
 * measure moves where there is no difference between groups. A finding of the same metric then stays "detected" only where its whole
 * interval lies beyond the farthest such control; nearer ones are inconclusive. Both say so in their notes.
 */
export function heldAgainstControls(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    if (finding.role !== "finding" || finding.verdict?.kind !== "detected") return finding;
    const [farthest, ...others] = movedControls(findings, finding.id);
    const edge = nearEdge(finding);
    if (!farthest || edge === null) return finding;
    const size = farthest.distance.toPrecision(3);
    const moved = `Controls moved too: ${others.length + 1}, by up to ${size} (${farthest.group})`;
    if (edge > farthest.distance) return { ...finding, notes: [...finding.notes, `${moved}. The interval lies beyond that.`] };
    return {
      ...finding,
      notes: [...finding.notes, `${moved}.`],
      verdict: {
        kind: "inconclusive",
        couldOnlyHaveSeen: Math.max(finding.mde?.value ?? 0, farthest.distance),
        because: `A control moved by ${size}, where nothing should be (${farthest.group}); this effect cannot be told from that.`,
      },
    };
  });
}
