import { VitrineError } from "@/lib/domain/errors";
import type { NamedToken, TokenChoice } from "@/lib/domain/explanation";
import type { Vocabulary } from "./vocabularies";

/** What a person asked about, as a token; `note` where they may have meant another. */
export interface ChosenToken {
  id: number;
  note: string | null;
}

export const namedToken = (vocabulary: Vocabulary, id: number): NamedToken => ({ id, bytes: Buffer.from(vocabulary.tokenBytes(id)).toString("base64") });

/** `what`: "target" or "foil". `size`: of the vocabulary. Errors: `bad-request` for text that is not one token, `token-out-of-range`. */
export function chooseToken(vocabulary: Vocabulary, size: number, what: string, choice: TokenChoice): ChosenToken {
  if ("id" in choice) {
    if (choice.id >= size) throw new VitrineError("token-out-of-range", `The ${what} ${choice.id} does not exist: this model's token ids go from 0 to ${size - 1}.`);
    return { id: choice.id, note: null };
  }
  const { text } = choice;
  const spaced = text.startsWith(" ") ? null : vocabulary.oneToken(` ${text}`);
  const id = vocabulary.oneToken(text);
  const hint = `“ ${text}”, with a space in front, is one token`;
  if (id === null) throw new VitrineError("bad-request", `The ${what} must be one token, and “${text}” is more than one${spaced === null ? "" : `; ${hint}`}.`);
  return { id, note: spaced === null || spaced === id ? null : `The ${what} “${text}” begins without a space. ${hint} too, and is the usual one inside a sentence.` };
}
