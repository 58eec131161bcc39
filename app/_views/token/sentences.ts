import type { TokenTable } from "@/lib/domain/inspection";
import { BITS_PER_NAT } from "@/lib/domain/text-units";
import { bits, count, percent } from "@/lib/charts/format";
import type { CandidateRow } from "./candidate-rows";

export interface TokenFigures {
  /** 0 … 1 */
  probability: number | null;
  rank: number | null;
  /** bits */
  surprisal: number | null;
  /** bits, of the distribution that the token was drawn from */
  entropy: number | null;
}

/** What was measured of the token at `position`, given the tokens before it. */
export function tokenFigures(table: Pick<TokenTable, "logprob" | "rank" | "entropy">, position: number): TokenFigures {
  const logprob = table.logprob[position] ?? null;
  const entropy = position > 0 ? (table.entropy[position - 1] ?? null) : null;
  return {
    probability: logprob === null ? null : Math.exp(logprob),
    rank: table.rank[position] ?? null,
    surprisal: logprob === null ? null : -logprob * BITS_PER_NAT,
    entropy: entropy === null ? null : entropy * BITS_PER_NAT,
  };
}

/** The headline about a token: how sure the model was of it, in words. */
export function sureness({ probability }: TokenFigures, { prompt }: { prompt: boolean }): string {
  if (probability === null) return "Nothing came before this token, so nothing was predicted.";
  const share = percent(probability);
  return prompt ? `The model would have given this token ${share}.` : `The model was ${share} sure of this token.`;
}

/** Up to three sentences that put the figures in relation: to the alternatives, to openness, to the rest of the text. */
export function tokenSentences({ figures, mean, second, prompt }: {
  figures: TokenFigures;
  /** Mean surprisal of the same part of the text, bits; null when there is none. */
  mean: number | null;
  /** The best candidate that was not taken, with its text made visible. */
  second: (Pick<CandidateRow, "measured"> & { shown: string }) | null;
  prompt: boolean;
}): string[] {
  const sentences: string[] = [];
  const { rank, surprisal, entropy } = figures;
  if (rank !== null && second) {
    const share = percent(second.measured);
    if (rank === 1) sentences.push(`It was the first choice; the next best was “${second.shown}” with ${share}.`);
    else sentences.push(`It was choice number ${count(rank)}; the first was “${second.shown}” with ${share}.`);
  }
  if (entropy !== null) sentences.push(`The choice was ${openness(entropy)} (entropy ${bits(entropy)})${alternatives(entropy)}.`);
  if (surprisal !== null && mean !== null) {
    const part = prompt ? "the prompt" : "what was written";
    const against = surprisal > mean * 1.5 + 0.1 ? "more of a surprise than" : surprisal < mean / 1.5 - 0.1 ? "less of a surprise than" : "about as surprising as";
    sentences.push(`With ${bits(surprisal)} it is ${against} the average token of ${part} (${bits(mean)}).`);
  }
  return sentences;
}

function openness(entropy: number): string {
  if (entropy < 0.3) return "settled";
  if (entropy < 1.5) return "narrow";
  if (entropy < 3.5) return "open";
  return "wide open";
}

/** Entropy as a number of options that would be equally open (its perplexity). */
function alternatives(entropy: number): string {
  const options = 2 ** entropy;
  return options < 1.1 ? ": there was hardly an alternative" : `, as open as among ${options < 10 ? options.toFixed(1) : count(options)} equal options`;
}

/** Mean surprisal in bits of the tokens of one part of the text; null when none was predicted. */
export function meanSurprisal(logprob: readonly (number | null)[], from: number, to: number): number | null {
  let sum = 0;
  let predicted = 0;
  for (let position = from; position < to; position++) {
    const value = logprob[position] ?? null;
    if (value === null) continue;
    sum -= value;
    predicted++;
  }
  return predicted > 0 ? (sum * BITS_PER_NAT) / predicted : null;
}

/**
 * The token that an inspection opens on: the written one whose choice was the most open (highest entropy before it), where
 * the alternatives are worth seeing; control tokens do not count. Without written tokens, the most surprising one of the prompt.
 */
export function mostInteresting(table: Pick<TokenTable, "logprob" | "entropy" | "special">, promptTokens: number): number | null {
  const total = table.logprob.length;
  const best = (from: number, to: number, value: (position: number) => number | null): number | null => {
    let found: number | null = null;
    let most = -Infinity;
    for (let position = from; position < to; position++) {
      const candidate = value(position);
      if (candidate === null || table.special[position] || candidate <= most) continue;
      most = candidate;
      found = position;
    }
    return found;
  };
  return (
    best(Math.max(1, promptTokens), total, (position) => table.entropy[position - 1] ?? null) ??
    best(1, Math.min(promptTokens, total), (position) => {
      const logprob = table.logprob[position] ?? null;
      return logprob === null ? null : -logprob;
    })
  );
}
