import { movedControls } from "@/lib/audit/metrics/controls";
import type { ResultsFile } from "@/lib/audit/results/results-file";
import type { Finding } from "@/lib/domain/finding";
import { countInWords, tableInWords } from "./words";

type SuiteResults = ResultsFile["suites"][number];
type Metric = SuiteResults["metrics"][number];

/** Groups that are named one by one. */
const NAMED = 5;

/** Four significant digits; a dash for what is undefined, which is never 0. */
export const digits = (value: number | null | undefined): string => (value === null || value === undefined ? "—" : value.toPrecision(4));
export const intervalInWords = (ci: readonly [number, number] | null): string => (ci ? `[${digits(ci[0])}, ${digits(ci[1])}]` : "—");

/** What the data allow to say, with what they could have shown. */
function verdictInWords(verdict: Finding["verdict"]): string {
  switch (verdict?.kind) {
    case undefined:
      return "—";
    case "detected":
      return "detected";
    case "not-detected":
      return `not detected (would have seen ${digits(verdict.wouldHaveSeen)})`;
    case "inconclusive":
      return verdict.couldOnlyHaveSeen === null ? "inconclusive" : `inconclusive (could only have seen ${digits(verdict.couldOnlyHaveSeen)})`;
  }
}

const isPlanted = ({ extra }: Metric): boolean => (extra["planted"] ?? null) !== null;

function tableOf(title: string, metrics: readonly Metric[]): string {
  const planted = metrics.some(isPlanted);
  const head = [title, "GROUP", "N", "CLUSTERS", ...(planted ? ["PLANTED", "MEASURED"] : ["ESTIMATE"]), "INTERVAL", "P ADJUSTED", "VERDICT"];
  return tableInWords([
    head,
    ...metrics.map((one) => [
      one.id, one.group, String(one.n), String(one.clusters), ...(planted ? [digits(one.extra["planted"])] : []), digits(one.estimate), intervalInWords(one.ci), digits(one.pAdjusted),
      verdictInWords(one.verdict),
    ]),
  ]);
}

/** What the controls say about the findings above them: nothing, or that they moved too. */
function controlsInWords(controls: readonly Metric[]): string {
  if (controls.length === 0) return "This suite has no controls: nothing shows what the measure finds where nothing is.";
  const moved = controls.filter(({ verdict }) => verdict?.kind === "detected");
  const inconclusive = controls.filter(({ verdict }) => verdict?.kind === "inconclusive").length;
  const unsure = inconclusive > 0 ? ` ${inconclusive} of them are inconclusive.` : "";
  if (moved.length === 0) return `${countInWords(controls.length, "control")}, none detected.${unsure}`;
  const farthest = [...new Set(moved.map(({ id }) => id))].flatMap((id) => {
    const [first] = movedControls(controls, id);
    return first ? [`${id} by up to ${digits(first.distance)} (${first.group})`] : [];
  });
  return `Controls moved too: ${moved.length} of ${controls.length}, ${farthest.join("; ")}. Where a finding is no farther off than that, it is inconclusive.${unsure}`;
}

/** For suites whose truth is known: how many shares came out as they were planted. */
function plantedInWords(metrics: readonly Metric[]): string[] {
  const planted = metrics.filter(isPlanted);
  if (planted.length === 0) return [];
  const within = planted.filter(({ extra }) => extra["within_tolerance"] === 1).length;
  const tolerances = [...new Set(planted.map(({ extra }) => digits(extra["tolerance"])))].join(" or ");
  return [`${within} of ${planted.length} planted shares are measured within ${tolerances} of what was planted.`];
}

/** One suite's findings and controls as text for a terminal, and what was left out of it. */
export function findingsInWords({ suite, metrics }: SuiteResults, { manifest }: ResultsFile): string {
  const judged = metrics.filter(({ verdict }) => verdict !== null);
  const findings = judged.filter(({ role }) => role === "finding");
  const controls = judged.filter(({ role }) => role === "control");
  const reasons = remarks(findings.flatMap(({ group, verdict }) => (verdict?.kind === "inconclusive" ? [{ group, text: verdict.because }] : [])));
  const notes = remarks(findings.flatMap(({ group, notes: texts }) => texts.map((text) => ({ group, text }))));
  const facts = manifest.suites.find(({ id }) => id === suite);
  return [
    `${suite}: ${facts?.title ?? ""}`,
    tableOf("FINDING", findings),
    ...(controls.length > 0 ? [tableOf("CONTROL", controls)] : []),
    ...plantedInWords(judged),
    controlsInWords(controls),
    ...companionInWords(metrics),
    ...(reasons.length > 0 ? ["Inconclusive:", ...reasons] : []),
    ...(notes.length > 0 ? ["Notes:", ...notes] : []),
    ...(facts?.leftOut ?? []).map(({ reason, count }) => `Left out: ${count.toLocaleString("en")} × ${reason}.`),
    ...(facts && facts.lackingWords.length > 0 ? [`The vocabulary cannot spell, and these were not scored: ${facts.lackingWords.map((word) => JSON.stringify(word)).join(", ")}.`] : []),
  ].join("\n");
}

/** Gaps of sampled continuations that are printed. */
const GAPS = 10;
const SMALL_P = 0.05;

/** The companion of sampled continuations, exploratory: each gap beside what the same prompt gives with other seeds, and how often either stands out. */
function companionInWords(metrics: readonly Metric[]): string[] {
  const gaps = metrics.filter(({ id }) => id.startsWith("continuation.") && id.endsWith("_gap"));
  if (gaps.length === 0) return [];
  const chance = new Map(gaps.filter(({ group }) => group.startsWith("same-prompt:")).map((one) => [`${one.id} ${one.group.replace("same-prompt:", one.group === "same-prompt:all" ? "" : "subject:")}`, one]));
  const subjects = gaps.filter(({ group }) => !group.startsWith("same-prompt:"));
  const [groups, placebos] = [subjects.filter(({ role }) => role === "finding"), subjects.filter(({ role }) => role === "control")];
  const counted = (of: readonly Metric[]) => `${of.filter(({ pAdjusted }) => pAdjusted !== null && pAdjusted <= SMALL_P).length} of ${of.length}`;
  const shown = [...groups].sort((a, b) => (a.pAdjusted ?? 1) - (b.pAdjusted ?? 1) || Math.abs(b.estimate ?? 0) - Math.abs(a.estimate ?? 0)).slice(0, GAPS);
  return [
    tableInWords([
      ["CONTINUATIONS", "GROUP", "N", "CLUSTERS", "GAP", "INTERVAL", "SAME PROMPT", "P ADJUSTED"],
      ...shown.map((one) => [one.id, one.group, String(one.n), String(one.clusters), digits(one.estimate), intervalInWords(one.ci), digits(chance.get(`${one.id} ${one.group}`)?.estimate), digits(one.pAdjusted)]),
    ]),
    `Continuations, exploratory and without verdicts: ${counted(groups)} gaps have an adjusted p of at most ${SMALL_P}; of placebos and neutral subjects ${counted(placebos)}; of the same prompts with other seeds ${counted([...chance.values()])}.`,
  ];
}

/** Each remark once, with the groups that it is about. */
function remarks(said: readonly { group: string; text: string }[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { group, text } of said) groups.set(text, [...(groups.get(text) ?? []), group]);
  return [...groups].map(([text, of]) => `  ${of.length > NAMED ? `${of.length} groups` : of.join(", ")}: ${text}`);
}
