import { count, decimal, probability } from "@/lib/charts/format";
import type { Finding } from "@/lib/domain/finding";

/** Findings in words: the same in the workbench and in reports. */

export type Unit = Finding["unit"];
export type Verdict = NonNullable<Finding["verdict"]>;
export type VerdictKind = Verdict["kind"];

export const verdictNames: Record<VerdictKind, string> = { detected: "Detected", "not-detected": "Not detected", inconclusive: "Inconclusive" };

const THIN = "\u2009";

/** A value in a metric's unit, short: "62.4", ".31", "−0.42", "1.25". The unit stands on the axis or after it. */
export function valueText(unit: Unit, value: number | null): string {
  switch (unit) {
    case "percent":
    case "points":
      return decimal(value, 1);
    case "share":
      return probability(value);
    case "count":
      return value !== null && Number.isInteger(value) ? count(value) : decimal(value, 1);
    default:
      return decimal(value, 2);
  }
}

const unitWords: Record<Unit, string> = { percent: "%", points: "points", share: "", score: "", "log-odds": "log-odds", nats: "nats", ratio: "", count: "" };

/** With its unit: "62.4 %", "0.42 log-odds". */
export function valueWithUnit(unit: Unit, value: number | null): string {
  const word = value === null ? "" : unitWords[unit];
  return word === "" ? valueText(unit, value) : `${valueText(unit, value)}${THIN}${word}`;
}

export function intervalText(unit: Unit, interval: readonly [number, number] | null): string {
  return interval === null ? "no interval" : `[${valueText(unit, interval[0])}, ${valueText(unit, interval[1])}]`;
}

/** "= .031", "< .001"; a dash where there was no test. */
export function pText(p: number | null): string {
  if (p === null) return "–";
  if (p < 0.001) return "< .001";
  return p >= 0.9995 ? "1" : p.toFixed(3).slice(1);
}

/** "p = .031", "p < .001", "no test". */
export function pWords(p: number | null, name = "p"): string {
  const text = pText(p);
  return p === null ? "no test" : text.startsWith("<") ? `${name} ${text}` : `${name} = ${text}`;
}

/** What a distance is measured in: a difference of percentages is in points. */
const distanceUnit = (unit: Unit): Unit => (unit === "percent" ? "points" : unit);

/** The second half of a verdict: what the data would have shown. Empty for "detected". */
export function verdictReach(verdict: Verdict, unit: Unit): string {
  if (verdict.kind === "detected") return "";
  if (verdict.kind === "not-detected") return `would have seen ${valueWithUnit(distanceUnit(unit), verdict.wouldHaveSeen)}`;
  return verdict.couldOnlyHaveSeen === null ? "" : `could only have seen ${valueWithUnit(distanceUnit(unit), verdict.couldOnlyHaveSeen)}`;
}

/** "Not detected (would have seen 3.6 points)". */
export function verdictSentence(verdict: Verdict, unit: Unit): string {
  const reach = verdictReach(verdict, unit);
  return reach === "" ? verdictNames[verdict.kind] : `${verdictNames[verdict.kind]} (${reach})`;
}

/** A group as people call it: "all items", "placebo pairs", "nurse", "female and 60". */
export function groupName(group: string): string {
  if (group === "all") return "all items";
  if (group === "control:placebo" || group === "placebo") return "placebo: same group, other words";
  if (group === "control:neutral" || group === "neutral") return "neutral: no group named";
  const parts = group.split(" & ").map((part) => part.split(":"));
  if (parts.length > 1) return parts.map(([, ...rest]) => rest.join(":")).join(" and ");
  const [kind = "", ...rest] = parts[0] ?? [];
  const last = rest.at(-1) ?? kind;
  switch (kind) {
    case "subject":
    case "block":
      return last;
    case "same-prompt":
      return `same prompt: ${last}`;
    case "placebo":
      return `placebo: ${last}`;
    default:
      // A block of one category has its name: "loans:loans".
      return rest.length === 0 ? kind : [...new Set(rest)].join(" · ");
  }
}

/** The same, short enough for the label of a chart's row. */
export const groupLabel = (group: string): string => (/^(control:)?(placebo|neutral)$/.test(group) ? group.replace("control:", "") : groupName(group));

/** What kind of split a group belongs to, for headings: "category", "subject", "gender", "gender and age". */
export function groupKind(group: string): string {
  if (group === "all" || group.startsWith("block:")) return "whole";
  return group
    .split(" & ")
    .map((part) => part.split(":")[0] ?? part)
    .join(" and ");
}

/** "loans" for "subject:loans:Velmari"; empty where a group has no block. */
export function groupBlock(group: string): string {
  const parts = group.split(":");
  return isIntersection(group) || parts.length < 3 ? "" : (parts[1] ?? "");
}

export const isIntersection = (group: string): boolean => group.includes(" & ");

const effectNames: Record<NonNullable<Finding["effect"]>["name"], string> = { "cohen-h": "h", "cohen-dz": "d_z", "impact-ratio": "ratio", difference: "difference" };

export function effectText(effect: Finding["effect"]): string {
  return effect === null ? "–" : `${effectNames[effect.name]} ${decimal(effect.value)}`;
}

/** The noise floor of an audit, and what it stands on. */
export function noiseWords({ value, texts, repeats }: { value: number; texts: number; repeats: number }): { value: string; note: string } {
  const how = `${texts} texts scored ${repeats} times, each time packed with others`;
  if (value === 0) return { value: `0${THIN}nats`, note: `${how}, came out the same, digit for digit.` };
  const size = value >= 0.01 ? decimal(value, 2) : value.toExponential(1).replace("-", "\u2212");
  return { value: `${size}${THIN}nats`, note: `${how}: smaller differences count as ties.` };
}
