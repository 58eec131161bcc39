import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { LeaveOneOutRequest } from "@/lib/domain/explanation";
import type { ViewState } from "@/lib/domain/view-state";
import { askedQuestion } from "../ask/question";

/** What the model's answer is, and where the text before it ends. */
export interface Asked {
  /** Of the last token of the text before the answer. */
  position: number;
  answer: LeaveOneOutRequest["answer"];
  /** Tokens of the answer where it is what was written, both included; null for another token than the one taken. */
  taken: { first: number; last: number } | null;
}

export type AskedOrNot = { ok: true; asked: Asked } | { ok: false; title: string; text: string };

/** The token that is asked about where nothing is locked: the first written one, else the last of the prompt. */
export function askedToken(detail: InspectionDetail, locked: number | undefined): number {
  const last = detail.tokens.ids.length - 1;
  return Math.max(0, Math.min(last, locked ?? detail.manifest.promptTokens));
}

/** Where the answer begins: behind the thinking where `token` stands behind it, else with the first written token. */
function answerStart(display: DisplayTokens, promptTokens: number, token: number): number {
  const thought = display.think.findLast(({ last, closed }) => closed && last < token && last + 1 < display.tokens.length);
  return Math.max(promptTokens, thought ? thought.last + 1 : 0);
}

/** What to ask of leave-one-out, by what is locked and chosen. */
export function askedOf(detail: InspectionDetail, display: DisplayTokens, { t, ask, answer }: Pick<ViewState, "t" | "ask" | "answer">): AskedOrNot {
  const { ids } = detail.tokens;
  const token = askedToken(detail, t);
  if (answer === "all") {
    const first = answerStart(display, detail.manifest.promptTokens, token);
    if (first >= ids.length) return { ok: false, title: "Nothing was written in this run", text: "There is no answer to measure. Ask about one token, or run the prompt with tokens to write." };
    return { ok: true, asked: { position: first - 1, answer: { kind: "rest" }, taken: { first, last: ids.length - 1 } } };
  }
  const { question, problem } = askedQuestion(ids, detail.manifest.model.shape.vocabulary, { t: token, ask });
  if (!question) return { ok: false, ...problem };
  const { target, foil, taken } = question;
  return { ok: true, asked: { position: token - 1, answer: { kind: "token", target, foil }, taken: target === taken ? { first: token, last: token } : null } };
}
