import type { Score, ScoreRequest } from "@/lib/domain/scored";
import type { Vocabulary } from "./vocabularies";

/** One sequence to evaluate, and the ids that are wanted after its last token. */
export interface PlannedSequence {
  ids: number[];
  wanted: number[];
}

/** Of one evaluated sequence: `tokens[i]` of token i, `wanted[j]` of the j-th wanted id; natural logarithms. */
export interface SequenceFigures {
  tokens: Float64Array;
  wanted: Float64Array;
}

/** What a request needs evaluated, and how its score is made from that. */
export interface Plan {
  sequences: PlannedSequence[];
  read: (figures: SequenceFigures[]) => Score;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function planText(vocabulary: Vocabulary, text: string): Plan {
  const { ids, beginsWithBos } = vocabulary.encode(text, "completion");
  const skipped = beginsWithBos ? 1 : 0;
  let end = 0;
  const ends = ids.slice(skipped).map((id) => (end += vocabulary.tokenBytes(id).length));
  return {
    sequences: [{ ids, wanted: [] }],
    read: ([figures]) => ({ kind: "text", ends, logprobs: Array.from(figures?.tokens.subarray(skipped) ?? [], (value) => (Number.isNaN(value) ? null : value)) }),
  };
}

/** log p of `ids` from `from` on. One id more than is given reads the prediction alone; the id itself is not evaluated. */
function continuation(ids: number[], from: number): { sequence: PlannedSequence; logprob: (figures: SequenceFigures | undefined) => number } {
  const last = ids.at(-1);
  const sequence = { ids: ids.slice(0, -1), wanted: last === undefined ? [] : [last] };
  return { sequence, logprob: (figures) => (figures ? sum(figures.tokens.subarray(from)) + (figures.wanted[0] ?? NaN) : NaN) };
}

/**
 * Options are tokenised together with the prompt, since a word's first token may swallow the prompt's last space. All options are
 * then counted from the longest beginning that they share with the prompt's own tokens, so that they answer for the same text.
 */
function planOptions(vocabulary: Vocabulary, prompt: string, options: readonly string[]): Plan {
  const head = vocabulary.encode(prompt, "completion").ids;
  const whole = options.map((option) => vocabulary.encode(prompt + option, "completion").ids);
  const from = Math.min(...whole.map((ids) => Math.min(commonPrefix(head, ids), ids.length - 1)));
  const parts = whole.map((ids) => continuation(ids, from));
  return {
    sequences: parts.map(({ sequence }) => sequence),
    read: (figures) => ({ kind: "options", options: parts.map(({ logprob }, i) => ({ logprob: logprob(figures[i]), tokens: (whole[i]?.length ?? 0) - from })) }),
  };
}

/** Words of one token share one evaluation of the prompt; a word that changes the prompt's own tokens cannot be scored. */
function planTargets(vocabulary: Vocabulary, prompt: string, sets: Readonly<Record<string, readonly string[]>>): Plan {
  const head = vocabulary.encode(prompt, "completion").ids;
  const sequences: PlannedSequence[] = [{ ids: head, wanted: [] }];
  const first = sequences[0] as PlannedSequence;
  const words = Object.entries(sets).map(([name, spellings]) => {
    const readers = spellings.map((word) => {
      const ids = vocabulary.encode(prompt + word, "completion").ids;
      const rest = ids.slice(head.length);
      if (commonPrefix(head, ids) < head.length || rest.length === 0) return { word, tokens: 0, read: () => null };
      const [id] = rest;
      if (rest.length === 1 && id !== undefined) {
        const place = first.wanted.push(id) - 1;
        return { word, tokens: 1, read: (figures: SequenceFigures[]) => figures[0]?.wanted[place] ?? NaN };
      }
      const part = continuation(ids, head.length);
      const index = sequences.push(part.sequence) - 1;
      return { word, tokens: rest.length, read: (figures: SequenceFigures[]) => part.logprob(figures[index]) };
    });
    return { name, readers };
  });
  return {
    sequences,
    read: (figures) => ({
      kind: "targets",
      sets: Object.fromEntries(words.map(({ name, readers }) => [name, readers.map(({ word, tokens, read }) => ({ word, tokens, logprob: read(figures) }))])),
    }),
  };
}

/** Jensen-Shannon divergence in nats of two distributions given as log-probabilities. 0 .. ln 2. */
export function jensenShannon(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 1) {
    const p = Math.exp(a[i] ?? -Infinity);
    const q = Math.exp(b[i] ?? -Infinity);
    const middle = (p + q) / 2;
    if (p > 0) total += (p / 2) * Math.log(p / middle);
    if (q > 0) total += (q / 2) * Math.log(q / middle);
  }
  return Math.min(Math.LN2, Math.max(0, total));
}

/** The whole vocabulary is wanted at each position: sequences that grow by one token of the continuation. */
function planDivergence(vocabulary: Vocabulary, size: number, prompts: readonly [string, string], text: string): Plan {
  const everyId = Array.from({ length: size }, (_, id) => id);
  const sides = prompts.map((prompt) => {
    const head = vocabulary.encode(prompt, "completion").ids;
    const ids = vocabulary.encode(prompt + text, "completion").ids;
    return { head, rest: ids.slice(head.length) };
  });
  const positions = Math.min(...sides.map(({ rest }) => rest.length));
  const sequences = sides.flatMap(({ head, rest }) => Array.from({ length: positions }, (_, k) => ({ ids: [...head, ...rest.slice(0, k)], wanted: everyId })));
  return {
    sequences,
    read: (figures) => ({
      kind: "divergence",
      divergences: Array.from({ length: positions }, (_, k) => jensenShannon(figures[k]?.wanted ?? new Float64Array(), figures[positions + k]?.wanted ?? new Float64Array())),
    }),
  };
}

/** Samples are generated, not scored: they have no plan. */
export function planRequest(vocabulary: Vocabulary, vocabularySize: number, request: Exclude<ScoreRequest, { kind: "sample" }>): Plan {
  switch (request.kind) {
    case "text":
      return planText(vocabulary, request.text);
    case "options":
      return planOptions(vocabulary, request.prompt, request.options);
    case "targets":
      return planTargets(vocabulary, request.prompt, request.sets);
    case "divergence":
      return planDivergence(vocabulary, vocabularySize, request.prompts, request.continuation);
  }
}
