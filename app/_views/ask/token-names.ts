import { displayTokens } from "@/lib/domain/display-tokens";
import type { Explanation, NamedToken } from "@/lib/domain/explanation";

/** A token as it is shown on its own, without quotation marks. */
export function shownToken({ bytes }: Pick<NamedToken, "bytes">): string {
  return displayTokens({ bytes: [bytes], special: [false] }).tokens[0]?.shown ?? "";
}

/** Names of all tokens that an explanation speaks of, by id. */
export function explanationNames(explanation: Explanation): (id: number) => string {
  const all = [...explanation.names, ...explanation.everFirst, explanation.target, ...(explanation.foil ? [explanation.foil] : [])];
  const names = new Map(all.map((token) => [token.id, shownToken(token)]));
  return (id) => names.get(id) ?? `#${id}`;
}

export const quoted = (name: string): string => `“${name}”`;
