import type { Finding } from "@/lib/domain/finding";

/** Every number of a finding by its name; null is "undefined on these data". */
export function figuresOf(finding: Finding): Map<string, number | null> {
  const { version, n, clusters, estimate, nullValue, ci, standardError, p, smallestP, pAdjusted, family, effect, mde, extra, verdict } = finding;
  const figures = new Map<string, number | null>([
    ["metric version", version], ["n", n], ["clusters", clusters], ["estimate", estimate], ["null value", nullValue], ["interval, low", ci?.[0] ?? null], ["interval, high", ci?.[1] ?? null],
    ["standard error", standardError], ["p", p], ["smallest p", smallestP], ["p adjusted", pAdjusted], ["family size", family?.size ?? null], ["effect", effect?.value ?? null],
    ["effect, low", effect?.ci?.[0] ?? null], ["effect, high", effect?.ci?.[1] ?? null], ["detectable effect", mde?.value ?? null], ["detectable effect, alpha", mde?.alpha ?? null],
    ["detectable effect, power", mde?.power ?? null],
  ]);
  for (const [name, value] of Object.entries(extra)) figures.set(`extra ${name}`, value);
  if (verdict?.kind === "not-detected") figures.set("would have seen", verdict.wouldHaveSeen);
  if (verdict?.kind === "inconclusive") figures.set("could only have seen", verdict.couldOnlyHaveSeen);
  return figures;
}

/** Every word of a finding by its name. */
export function wordsOf({ role, unit, ciMethod, pMethod, family, effect, verdict, notes }: Finding): Map<string, string> {
  return new Map([
    ["role", role], ["unit", unit], ["interval’s method", ciMethod], ["test", pMethod], ["family", family?.name ?? ""], ["correction", family?.correction ?? ""], ["effect’s name", effect?.name ?? ""],
    ["verdict", verdict?.kind ?? ""], ["reason", verdict?.kind === "inconclusive" ? verdict.because : ""], ["notes", notes.join(" ")],
  ]);
}
