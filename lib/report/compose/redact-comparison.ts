import type { AuditComparison } from "@/lib/domain/audit";
import type { RedactionProfile } from "@/lib/domain/report";

type SuiteComparison = AuditComparison["suites"][number];

/** A comparison as far as the suite's profile lets it out: no items for findings alone, no texts for scores. */
export function redactComparison(suite: SuiteComparison, profile: RedactionProfile): SuiteComparison {
  if (profile === "full") return suite;
  return { ...suite, flipped: profile === "aggregates" ? [] : suite.flipped.map((item) => ({ ...item, text: "" })) };
}
