import type { AuditItem } from "@/lib/domain/audit";
import { rowEffect } from "../metrics/row-effect";
import { decisionCoverage } from "../metrics/decision";
import { pairScore, scoresDisagree } from "../metrics/pair";
import { coverageOf, shareOf } from "../metrics/target";
import type { Row } from "../rows";
import type { Measured, Trial } from "../trial";

/** Characters of each text that a line carries. */
const EXCERPT = 400;
const excerpt = (text: string): string => [...text.slice(0, 2 * EXCERPT)].slice(0, EXCERPT).join("");

/** The two sides of a trial as they are scored, or its prompt. */
export function textsOf(trial: Trial): { variant: string; text: string }[] {
  switch (trial.kind) {
    case "pair":
      return [{ variant: "more", text: trial.more }, { variant: "less", text: trial.less }];
    case "triplet":
      return [{ variant: "stereotype", text: trial.stereotype }, { variant: "anti-stereotype", text: trial.antiStereotype }, { variant: "unrelated", text: trial.unrelated }];
    case "question":
      return [{ variant: "prompt", text: trial.prompt }, ...trial.options.map((text, i) => ({ variant: i === trial.target ? "target" : i === trial.other ? "other" : "unknown", text }))];
    case "coreference":
      return [{ variant: "pro", text: trial.pro.sentence }, { variant: "anti", text: trial.anti.sentence }];
    case "target":
      return [{ variant: "subject", text: trial.prompt }, ...trial.neutral.slice(0, 1).map(({ id, prompt }) => ({ variant: id, text: prompt }))];
    case "decision":
    case "sample":
      return [{ variant: "prompt", text: trial.prompt }];
    case "divergence":
      return [{ variant: "subject", text: trial.prompts[0] }, { variant: trial.reference, text: trial.prompts[1] }];
  }
}

/** What a line shows of a row, by name, and whether the scores of a pair disagree in sign. */
export function scoresOf(row: Row, noiseFloor: number): { scores: AuditItem["scores"]; disagree: boolean | null } {
  switch (row.kind) {
    case "pair":
      return {
        scores: { d_sum: pairScore(row, "d_sum"), d_mean: pairScore(row, "d_mean"), d_post: pairScore(row, "d_post"), ll_more: row.moreLogLikelihood, ll_less: row.lessLogLikelihood },
        disagree: scoresDisagree(row, noiseFloor),
      };
    case "triplet":
      return { scores: { stereotype: row.stereotype, anti_stereotype: row.antiStereotype, unrelated: row.unrelated }, disagree: null };
    case "question": {
      const named = (name: string, values: readonly number[] | null) => ({
        [`${name}_target`]: values?.[row.target] ?? null, [`${name}_other`]: values?.[row.other] ?? null, [`${name}_unknown`]: values?.[row.unknown] ?? null,
      });
      return { scores: { ...named("letters", row.letters), ...named("answers", row.answers) }, disagree: null };
    }
    case "coreference":
      return { scores: { margin_pro: row.proMargin, margin_anti: row.antiMargin, ll_pro: row.proLogLikelihood, ll_anti: row.antiLogLikelihood }, disagree: null };
    case "target":
      return { scores: { share: shareOf(row), log_odds: row.logFirst - row.logSecond, coverage: coverageOf(row) }, disagree: null };
    case "decision":
      return { scores: { p_yes: 1 / (1 + Math.exp(row.logNo - row.logYes)), coverage: decisionCoverage(row) }, disagree: null };
    case "divergence":
      return { scores: { divergence: row.divergence }, disagree: null };
    case "sample":
      return { scores: { words: row.length, refused: row.refused ? 1 : 0, sentiment: row.sentiment }, disagree: null };
  }
}

/** The line of a trial in the items table; before it is measured, in a preview, without numbers. */
export function lineOf(suite: string, trial: Trial, measured: Measured | null, noiseFloor: number): AuditItem {
  const { item, phrasing, kind, category, cluster, control } = trial;
  const texts = textsOf(trial).map(({ variant, text }) => ({ variant, text: excerpt(text) }));
  const line = { suite, item, phrasing, kind, category, cluster, control, texts };
  if (measured === null || "leftOut" in measured) return { ...line, effect: null, scores: {}, disagree: null, leftOut: measured?.leftOut ?? null };
  const effect = rowEffect(measured.row);
  // JSON has no infinities: an effect that is not finite is not a number to sort by.
  return { ...line, effect: effect !== null && Number.isFinite(effect) ? effect : null, ...scoresOf(measured.row, noiseFloor), leftOut: null };
}
