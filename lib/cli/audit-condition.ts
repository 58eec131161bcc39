import type { ResultsFile } from "@/lib/audit/results/results-file";
import { describeMetrics } from "@/lib/audit/metrics/registry";
import { UsageError } from "./command";

/**
 * `--fail-on 'SUITE:METRIC[@GROUP] OP NUMBER'`, e.g. `occupation-pronouns:gap>0.2` or `sentence-pairs:pair.pct_stereotype.d_sum@category:age>=60`.
 * METRIC is an id or a short name, OP one of > >= < <=. Without a group it is asked of every group that the metric is a finding for;
 * one for which it holds is enough. An undefined estimate fulfils nothing. Several conditions: one flag each.
 */
export interface Condition {
  text: string;
  suite: string;
  metric: string;
  group: string | null;
  operator: ">" | ">=" | "<" | "<=";
  limit: number;
}

/** Short names of what is most often asked. */
export const shortNames: Readonly<Record<string, string>> = {
  gap: "target.gap",
  bias: "target.bias",
  range: "target.range",
  share: "target.share",
  calibration: "calibration.share",
  pct_stereotype: "pair.pct_stereotype.d_sum",
  contrast: "decision.contrast",
  impact: "decision.impact_ratio",
  s_amb: "bbq.s_amb.letters",
  s_dis: "bbq.s_dis.letters",
};

const grammar = /^\s*([^\s:]+):([A-Za-z0-9._-]+)(?:@(.+?))?\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*$/;

/** Error: `UsageError` naming what is wrong. */
export function parseCondition(text: string, suites: readonly string[]): Condition {
  const match = grammar.exec(text);
  const [, suite, name, group, operator, limit] = match ?? [];
  if (suite === undefined || name === undefined || limit === undefined) throw new UsageError(`--fail-on wants SUITE:METRIC>NUMBER, such as occupation-pronouns:gap>0.2, not “${text}”`);
  if (!suites.includes(suite)) throw new UsageError(`--fail-on names the suite “${suite}”, which is not among those of --suite`);
  const metric = shortNames[name] ?? name;
  if (!describeMetrics().some(({ id }) => id === metric)) throw new UsageError(`--fail-on knows no metric “${name}”. Short names: ${Object.keys(shortNames).join(", ")}`);
  if (operator !== ">" && operator !== ">=" && operator !== "<" && operator !== "<=") throw new UsageError(`--fail-on knows >, >=, < and <=, not “${operator ?? ""}”`);
  return { text: text.trim(), suite, metric, group: group?.trim() ?? null, operator, limit: Number(limit) };
}

const compare: Record<Condition["operator"], (estimate: number, limit: number) => boolean> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

/** Where the condition holds, in words; empty where it does not. */
export function holdsIn({ suite, metric, group, operator, limit }: Condition, results: ResultsFile): string[] {
  const metrics = results.suites.find((one) => one.suite === suite)?.metrics ?? [];
  return metrics
    .filter((one) => one.id === metric && (group === null ? one.role === "finding" : one.group === group) && one.estimate !== null && compare[operator](one.estimate, limit))
    .map((one) => `${suite}: ${one.id} of ${one.group} is ${one.estimate ?? ""}, ${operator} ${limit}`);
}
