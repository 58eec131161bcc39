import { VitrineError } from "@/lib/domain/errors";
import type { AuditItemDetail } from "@/lib/domain/audit";
import { scoreSchema, unitKeyText, type Score, type ScoreRequest } from "@/lib/domain/scored";
import { listUnits } from "@/lib/db/audits-units";
import { findItem } from "@/lib/db/audits-items";
import type { AuditContext } from "../audit-context";
import { loadSuite } from "../library";
import { requireAudit } from "../runner/audits";
import { unitsOf } from "../trial";

type UnitDetail = AuditItemDetail["units"][number];

/** Each token's text, cut from the UTF-8 bytes: a token that ends inside a character shows as much of it as is whole. */
function tokensOf(text: string, score: Extract<Score, { kind: "text" }>): UnitDetail["tokens"] {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder("utf-8");
  return score.ends.map((end, i) => ({ text: decoder.decode(bytes.subarray(score.ends[i - 1] ?? 0, end)), logprob: score.logprobs[i] ?? null }));
}

function optionsOf(request: ScoreRequest, score: Score): UnitDetail["options"] {
  if (score.kind === "options" && request.kind === "options") return score.options.map(({ logprob }, i) => ({ text: request.options[i] ?? "", logprob }));
  if (score.kind === "targets") return Object.values(score.sets).flatMap((words) => words.map(({ word, logprob }) => ({ text: word, logprob })));
  if (score.kind === "sample") return [{ text: score.text, logprob: null }];
  return null;
}

function textOf(request: ScoreRequest): string {
  if (request.kind === "text") return request.text;
  return request.kind === "divergence" ? request.prompts.map((prompt) => `${prompt}${request.continuation}`).join("\n") : request.prompt;
}

/** One item in one phrasing with everything that was scored for it. Errors: `not-found`; `bad-request` when the suite has changed since. */
export async function readItem(context: AuditContext, id: string, suite: string, item: string, phrasing: string): Promise<AuditItemDetail> {
  const { request, suites } = await requireAudit(context, id);
  const line = await findItem(context.database, id, suite, item, phrasing);
  if (!line) throw new VitrineError("not-found", "This item is not scored (yet).");
  const loaded = await loadSuite(context, suite);
  if (suites.find((one) => one.id === suite)?.sha256 !== loaded.summary.sha256) {
    throw new VitrineError("bad-request", `The suite “${suite}” has changed since this audit: the texts of its items are no longer known.`);
  }
  const trials = loaded.trials({ continuations: request.options.continuations, phrasings: [phrasing] }).filter((trial) => trial.item === item && trial.phrasing === phrasing);
  // Which phrasing an item takes in turn depends on which were chosen.
  const found = trials.length > 0 ? trials : loaded.trials({ continuations: request.options.continuations, phrasings: request.options.phrasings[suite] }).filter((trial) => trial.item === item && trial.phrasing === phrasing);
  const units = found.flatMap((trial) => unitsOf(trial, { letterOrders: request.options.letterOrders, answerWords: true }));
  const stored = await listUnits(context.database, id, suite, [...new Set(units.map(({ key }) => key.item))]);
  const scores = new Map(stored.map(({ score, ...key }) => [unitKeyText(key), scoreSchema.parse(score)]));
  return {
    item: line,
    units: units.flatMap(({ key, request: asked }): UnitDetail[] => {
      const score = scores.get(unitKeyText(key));
      if (!score) return [];
      const text = textOf(asked);
      return [{ variant: key.variant, phrasing: key.phrasing, order: key.order, text, tokens: score.kind === "text" ? tokensOf(text, score) : null, options: optionsOf(asked, score) }];
    }),
  };
}
