import type { AuditComparison } from "@/lib/domain/audit";
import { compareAny } from "@/lib/report/compare";
import { withAudits } from "./audit-context";
import { digits, intervalInWords } from "./audit-findings";
import { UsageError, type CommandContext } from "./command";
import { countInWords, tableInWords } from "./words";

type Suite = AuditComparison["suites"][number];
type Metric = Suite["metrics"][number];

/** Flipped items that are printed. */
const PRINTED = 20;

const changed = ({ change }: Metric): boolean => change === "worse" || change === "better";
/** Of the metrics without a clear difference, those of a whole suite are printed, the groups are counted. */
const isWhole = ({ group }: Metric): boolean => group === "all" || group.startsWith("block:");

function metricsInWords(metrics: readonly Metric[]): string[] {
  const printed = metrics.filter((one) => changed(one) || isWhole(one));
  const rest = metrics.length - printed.length;
  const rows = printed.map((one) => [one.change ?? "—", one.id, one.group, String(one.clusters), digits(one.a), digits(one.b), digits(one.difference), intervalInWords(one.ci), digits(one.pAdjusted)]);
  return [
    ...(rows.length > 0 ? [tableInWords([["CHANGE", "METRIC", "GROUP", "CLUSTERS", "A", "B", "B − A", "INTERVAL", "P ADJUSTED"], ...rows])] : []),
    ...(rest > 0 ? [`${countInWords(rest, "further figure")} of single groups without a clear change for the worse or better.`] : []),
    "Intervals: 95 %, paired cluster bootstrap. Worse and better: a permutation of the two audits cluster by cluster agrees, after Holm over all figures of the suite.",
  ];
}

function flipsInWords({ flips, flipped }: Suite): string[] {
  const total = flips.aOnly + flips.bOnly + flips.both + flips.neither;
  if (total === 0) return ["This suite's items have no yes-or-no outcome: there are no flips."];
  const shown = flipped.slice(0, PRINTED);
  return [
    `Flips: ${flips.bOnly} became true and ${flips.aOnly} ceased to be, of ${countInWords(total, "item")}; exact McNemar p ${digits(flips.p)} (takes items as independent)`,
    ...(shown.length > 0 ? [tableInWords([["FLIP", "ITEM", "PHRASING", "A", "B", "MARGIN IN A"], ...shown.map((one) => [one.direction, one.item, one.phrasing, digits(one.a), digits(one.b), digits(one.margin)])])] : []),
    ...(flipped.length > PRINTED ? [`and ${flipped.length - PRINTED} more`] : []),
  ];
}

const suiteInWords = (suite: Suite): string =>
  [
    `${suite.suite}: ${countInWords(suite.paired, "item")} in both${suite.onlyA + suite.onlyB > 0 ? `, ${suite.onlyA} only in A, ${suite.onlyB} only in B` : ""}`,
    ...(suite.notes ?? []),
    ...metricsInWords(suite.metrics),
    ...flipsInWords(suite),
  ].join("\n");

/** `compare ID ID`: regressions first. */
export async function auditCompare([a, b, ...rest]: readonly string[], command: CommandContext): Promise<void> {
  if (a === undefined || b === undefined || rest.length > 0) throw new UsageError("audit compare wants the ids of two audits");
  const comparison = await withAudits(command, (context) => compareAny(context, a, b));
  command.print(`A: ${comparison.a.modelFileName}, ${comparison.a.id}\nB: ${comparison.b.modelFileName}, ${comparison.b.id}\n`);
  command.print(comparison.suites.map(suiteInWords).join("\n\n"));
}
