import { settingsOf } from "@/lib/audit/settings-of";
import { computeFindings } from "@/lib/audit/metrics/registry";
import type { Row } from "@/lib/audit/rows";
import type { Finding, Settings } from "@/lib/domain/finding";
import type { CheckResult, Report, ReportSuite, SignedReport } from "@/lib/domain/report";
import { canonicalJson } from "./canonical-json";
import { verifyEd25519 } from "./digest/ed25519";
import { sha256Hex } from "./digest/sha256";
import { figuresOf, wordsOf } from "./figures";
import { decodeTables } from "./item-table";
import { signedMessage } from "./signed-message";

/**
 * The check of a report, for browsers, workers and Node alike: nothing of Node is imported on the way to the numbers. The hash is
 * computed again from the canonical JSON, the signature is verified over that hash, and every figure of every suite with an item table
 * is computed again from the rows, with the manifest's settings and the same code that computed it first.
 */

/** Figures count as the same within this of each other, relative to the larger and to 1: machines may round exp and log otherwise. */
const TOLERANCE = 1e-12;

export interface CheckProgress {
  /** Suites done. */
  done: number;
  total: number;
  /** The suite that is being computed; null at the end. */
  suite: string | null;
}

type CheckedFigure = CheckResult["mismatches"][number];

const same = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));

const keyOf = (finding: Finding): string => `${finding.id}\u001f${finding.group}`;

/** All figures of one suite; those that differ are returned. */
function compareFindings(audit: number, suite: string, stated: readonly Finding[], computed: readonly Finding[]): { figures: number; mismatches: CheckedFigure[] } {
  const remaining = new Map(computed.map((finding) => [keyOf(finding), finding]));
  const mismatches: CheckedFigure[] = [];
  let figures = 0;
  const check = (finding: Finding, figure: string, one: number | null, other: number | null, match: boolean) => {
    figures += 1;
    if (!match) mismatches.push({ audit, suite, metric: finding.id, group: finding.group, figure, stated: one, computed: other, match });
  };
  for (const finding of stated) {
    const other = remaining.get(keyOf(finding));
    remaining.delete(keyOf(finding));
    if (!other) {
      check(finding, "stated, but not computed from the items", finding.estimate, null, false);
      continue;
    }
    const [values, others] = [figuresOf(finding), figuresOf(other)];
    for (const name of new Set([...values.keys(), ...others.keys()])) {
      const [value, found] = [values.get(name), others.get(name)];
      check(finding, name, value ?? null, found ?? null, value !== undefined && found !== undefined && same(value, found));
    }
    const [words, otherWords] = [wordsOf(finding), wordsOf(other)];
    for (const [name, word] of words) {
      const found = otherWords.get(name) ?? "";
      check(finding, word === found ? name : `${name}: stated “${word}”, computed “${found}”`, null, null, word === found);
    }
  }
  for (const finding of remaining.values()) check(finding, "computed from the items, but not stated", null, finding.estimate, false);
  return { figures, mismatches };
}

/** Why a suite's figures cannot be computed again; null when they can. */
function whyNot({ tables, profile, profileReason }: ReportSuite): string | null {
  if (tables !== null) return null;
  return profileReason ?? (profile === "aggregates" ? "The report holds no item table: its author chose to share findings only." : "The report holds no item table.");
}

/** What a suite's findings are computed from. */
export interface SuiteTask {
  rows: Row[];
  plan: ReportSuite["plan"];
  settings: Settings;
  references: ReportSuite["references"];
}

interface SuiteToCheck {
  audit: number;
  suite: ReportSuite;
  /** Null with a reason where there are no items. */
  task: SuiteTask | null;
  reason: string;
  /** Items that the manifest states. */
  used: number | null;
}

function suitesOf({ audits }: Report): (() => SuiteToCheck)[] {
  return audits.flatMap(({ manifest, suites }, a) =>
    suites.map((suite, s) => () => {
      const reason = whyNot(suite);
      const rows = reason === null ? decodeTables(suite.tables ?? [], `report.audits[${a}].suites[${s}].tables`) : [];
      const task = reason === null ? { rows, plan: suite.plan, settings: settingsOf(manifest), references: suite.references } : null;
      return { audit: a, suite, task, reason: reason ?? "", used: manifest.suites.find(({ id }) => id === suite.suite)?.trialsUsed ?? null };
    }),
  );
}

/** Rows that no engine gives (infinite sums, say) have no findings: that is a mismatch, not a fault of the check. */
function enterFailure(result: CheckResult, { audit, suite }: SuiteToCheck, error: unknown): void {
  result.figures += 1;
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const figure = `could not be computed: ${reason}`.slice(0, 300);
  result.mismatches.push({ audit, suite: suite.suite, metric: "", group: "all", figure, stated: null, computed: null, match: false });
}

/** Adds one suite to the result. `computed`: null where that was not done, for the reason. */
function enter(result: CheckResult, { audit, suite, task, reason, used }: SuiteToCheck, computed: readonly Finding[] | null): void {
  if (task === null || computed === null) {
    result.notChecked.push({ suite: suite.suite, reason });
    return;
  }
  if (suite.complete) {
    const { length } = task.rows;
    result.figures += 1;
    if (used !== length) result.mismatches.push({ audit, suite: suite.suite, metric: "", group: "all", figure: "items used", stated: used, computed: length, match: false });
  }
  const { figures, mismatches } = compareFindings(audit, suite.suite, suite.findings, computed);
  result.figures += figures;
  result.mismatches.push(...mismatches);
}

function begun(signed: SignedReport): CheckResult {
  const { baseline } = signed.report;
  const reason = "The items of the baseline audit are not part of the report: differences from it are covered by the hash alone.";
  return { ...checkSeal(signed), notChecked: baseline ? [{ suite: `baseline: ${baseline.title}`, reason }] : [], figures: 0, mismatches: [] };
}

function bytesOf(base64url: string): Uint8Array {
  // One character more than whole groups of four is no number of bytes, and `atob` throws.
  if (!/^[A-Za-z0-9_-]*$/.test(base64url) || base64url.length % 4 === 1) return new Uint8Array();
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** Only the hash and the signature: fast, and no statistics. */
export function checkSeal({ report, sha256, signature }: SignedReport): Pick<CheckResult, "hash" | "signature"> {
  const computed = sha256Hex(canonicalJson(report));
  const valid = signature !== null && verifyEd25519(bytesOf(signature.publicKey), signedMessage(computed), bytesOf(signature.signature));
  return { hash: computed === sha256 ? "match" : "mismatch", signature: signature === null ? "none" : valid ? "valid" : "invalid" };
}

/** Error: `bad-request` naming the place of an item table that is not understood. */
export function checkReport(signed: SignedReport, onProgress: (progress: CheckProgress) => void = () => undefined): CheckResult {
  const result = begun(signed);
  const suites = suitesOf(signed.report);
  suites.forEach((prepare, done) => {
    const suite = prepare();
    onProgress({ done, total: suites.length, suite: suite.suite.suite });
    try {
      enter(result, suite, suite.task && computeFindings(suite.task.rows, suite.task.plan, suite.task.settings, suite.task.references));
    } catch (error) {
      enterFailure(result, suite, error);
    }
  });
  onProgress({ done: suites.length, total: suites.length, suite: null });
  return result;
}

/** The same with the figures computed elsewhere, in a thread say. `compute` says why not in a text. Error: as above. */
export async function checkReportBy(signed: SignedReport, compute: (task: SuiteTask) => Promise<Finding[] | string>): Promise<CheckResult> {
  const result = begun(signed);
  for (const prepare of suitesOf(signed.report)) {
    const suite = prepare();
    try {
      const computed = suite.task && (await compute(suite.task));
      if (typeof computed === "string") enter(result, { ...suite, reason: computed }, null);
      else enter(result, suite, computed);
    } catch (error) {
      enterFailure(result, suite, error);
    }
  }
  return result;
}

/** Whether nothing speaks against the report. */
export const isMatch = ({ hash, signature, mismatches }: CheckResult): boolean => hash === "match" && signature !== "invalid" && mismatches.length === 0;
