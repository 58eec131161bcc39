import type { ExplainRequest } from "@/lib/domain/explanation";
import type { ViewState } from "@/lib/domain/view-state";

/** What the explaining views are about: why the model says `target` (rather than `foil`) in the place of the locked token. */
export interface Question {
  /** The locked place. */
  place: number;
  /** Id of the token that stands there. */
  taken: number;
  target: number;
  foil: number | null;
}

export type Asked = { question: Question; problem: null } | { question: null; problem: { title: string; text: string } };

const problem = (title: string, text: string): Asked => ({ question: null, problem: { title, text } });

/** The question in the address. What was asked about another place does not count here; it is there again when that place is locked. */
export function askedQuestion(ids: readonly number[], vocabulary: number, { t, ask }: Pick<ViewState, "t" | "ask">): Asked {
  if (t === undefined) return problem("No token is locked", "Click a token in the text above, or press ← or →: the question is then why the model wrote it.");
  const taken = ids[t];
  if (taken === undefined) return problem(`Position ${t} lies outside of this run`, `Its ${ids.length} tokens have positions 0 to ${ids.length - 1}. Lock one of them.`);
  if (t === 0) return problem("Nothing came before the first token", "The model predicted nothing here, so there is nothing to explain. Lock a later token.");
  const [place, target, foil] = (ask ?? "").split(".");
  const applies = place !== undefined && place !== "" && Number(place) === t;
  const asked = { target: applies && target ? Number(target) : taken, foil: applies && foil ? Number(foil) : null };
  const strange = [asked.target, asked.foil].find((id) => id !== null && id >= vocabulary);
  if (strange !== undefined) return problem(`Token ${strange} does not exist in this model`, `Its vocabulary has ${vocabulary} tokens, 0 to ${vocabulary - 1}. Choose another below “Why”.`);
  if (asked.foil === asked.target) return problem("Both tokens are the same", "A token cannot be compared with itself: choose another one to compare with.");
  return { question: { place: t, taken, ...asked }, problem: null };
}

/** The part of the address that asks it; none for the plain question, why the taken token. */
export function askParameter({ place, taken, target, foil }: Question): string | undefined {
  return target === taken && foil === null ? undefined : `${place}.${target === taken ? "" : target}.${foil ?? ""}`;
}

/** What the server is asked: a place is explained from the token before it. */
export function explainRequest({ place, target, foil }: Question): ExplainRequest {
  return { position: place - 1, target: { id: target }, foil: foil === null ? null : { id: foil } };
}
