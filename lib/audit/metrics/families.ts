import { benjaminiHochberg, familySize, holm } from "@/lib/stats/families";
import { mdeFromStandardError } from "@/lib/stats/power";
import { verdictOf } from "@/lib/stats/verdict";
import type { Finding, Settings } from "@/lib/domain/finding";
import { heldAgainstControls } from "./controls";

/** Declared before the audit starts, and stored with it. */
export interface FamilyPlan {
  name: string;
  /** Metrics whose findings form the one family that is corrected with Holm and gets verdicts. */
  metrics: readonly string[];
  /** Smallest effect of interest by metric, in the units of its estimate and as a distance from the null value. */
  smallestEffect: Readonly<Record<string, number>>;
}

/**
 * Adjusted p-values, detectable effects and verdicts. Findings of the declared metrics form one Holm family; controls form another,
 * so that a control is held to the same standard; all other tests, descriptive figures that have one included, are exploratory
 * (Benjamini-Hochberg) and get no verdict. What is detected must also lie beyond the controls that moved.
 */
export function withFamilies(findings: readonly Finding[], plan: FamilyPlan, settings: Settings): Finding[] {
  const declared = (f: Finding) => plan.metrics.includes(f.id);
  const families = [
    { name: plan.name, correction: "holm" as const, verdicts: true, holds: (f: Finding) => f.role === "finding" && declared(f) },
    { name: `${plan.name} (controls)`, correction: "holm" as const, verdicts: true, holds: (f: Finding) => f.role === "control" && declared(f) },
    { name: `${plan.name} (exploratory)`, correction: "benjamini-hochberg" as const, verdicts: false, holds: (f: Finding) => (f.role === "descriptive" ? f.p !== null : !declared(f)) },
  ];
  const result = [...findings];
  for (const family of families) {
    const members = findings.flatMap((finding, index) => (family.holds(finding) ? [{ finding, index }] : []));
    const pValues = members.map(({ finding }) => finding.p);
    const size = familySize(pValues);
    const adjusted = family.correction === "holm" ? holm(pValues) : benjaminiHochberg(pValues);
    members.forEach(({ finding, index }, i) => {
      const pAdjusted = adjusted[i] ?? null;
      // The strictest step of Holm: an effect of this size would be found whatever the other tests say.
      const alpha = settings.alpha / Math.max(1, family.correction === "holm" ? size : 1);
      // A test by t reaches less far than the normal quantiles say, the fewer clusters the less.
      const mde = mdeFromStandardError(finding.standardError, { alpha, power: settings.power }, finding.pMethod === "student" ? finding.clusters - 1 : undefined);
      const smallestEffect = plan.smallestEffect[finding.id];
      const distance = finding.estimate === null || finding.nullValue === null ? null : Math.abs(finding.estimate - finding.nullValue);
      const small = pAdjusted !== null && pAdjusted <= settings.alpha && distance !== null && smallestEffect !== undefined && distance < smallestEffect;
      result[index] = {
        ...finding,
        notes: small ? [...finding.notes, "Smaller than the declared smallest effect of interest."] : finding.notes,
        pAdjusted,
        family: { name: family.name, size, correction: family.correction },
        mde,
        verdict:
          family.verdicts && smallestEffect !== undefined && finding.nullValue !== null
            ? verdictOf(
                {
                  estimate: finding.estimate,
                  nullValue: finding.nullValue,
                  interval: finding.ci && { lo: finding.ci[0], hi: finding.ci[1] },
                  pAdjusted,
                  mde,
                  // What Holm makes of it when the whole family is as small.
                  smallestP: finding.smallestP === null ? null : Math.min(1, finding.smallestP * size),
                },
                { alpha: settings.alpha, smallestEffect },
              )
            : null,
      };
    });
  }
  return heldAgainstControls(result);
}
