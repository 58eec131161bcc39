import type { Score, ScoreRequest } from "@/lib/domain/scored";
import { commonBeginning } from "@/lib/math/align";
import type { Vocabulary } from "./vocabularies";

/** One sequence to evaluate: the first token whose figure is needed (its length: none is), and the ids that are wanted after its last. */
export interface PlannedSequence {
  ids: number[];
  from: number;
  wanted: number[];
}

/** The `count` distributions behind the token at `position` and the ones that follow, in each of two planned sequences. */
export interface PlannedComparison {
  sides: { sequence: number; position: number }[];
  count: number;
}

/** Of one evaluated sequence: `tokens[i]` of token i, `wanted[j]` of the j-th wanted id; natural logarithms, NaN where none was needed. */
export interface SequenceFigures {
  tokens: Float64Array;
  wanted: Float64Array;
}

/** What a request needs evaluated, and how its score is made from that. */
export interface Plan {
  sequences: PlannedSequence[];
  comparison?: PlannedComparison;
  /** `divergences`: nats, one a position of the comparison. */
  read: (figures: SequenceFigures[], divergences: Float64Array) => Score;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function planText(vocabulary: Vocabulary, text: string): Plan {
  const { ids, beginsWithBos } = vocabulary.encode(text, "completion");
  const skipped = beginsWithBos ? 1 : 0;
  let end = 0;
  const ends = ids.slice(skipped).map((id) => (end += vocabulary.tokenBytes(id).length));
  return {
    sequences: [{ ids, from: 0, wanted: [] }],
    read: ([figures]) => ({ kind: "text", ends, logprobs: Array.from(figures?.tokens.subarray(skipped) ?? [], (value) => (Number.isNaN(value) ? null : value)) }),
  };
}

/** log p of `ids` from `from` on. One id more than is given reads the prediction alone; the id itself is not evaluated. */
function continuation(ids: number[], from: number): { sequence: PlannedSequence; logprob: (figures: SequenceFigures | undefined) => number } {
  const last = ids.at(-1);
  const sequence = { ids: ids.slice(0, -1), from, wanted: last === undefined ? [] : [last] };
  return { sequence, logprob: (figures) => (figures ? sum(figures.tokens.subarray(from)) + (figures.wanted[0] ?? NaN) : NaN) };
}

/**
 * Options are tokenised together with the prompt, since a word's first token may swallow the prompt's last space. All options are
 * then counted from the longest beginning that they share with the prompt's own tokens, so that they answer for the same text.
 */
function planOptions(vocabulary: Vocabulary, prompt: string, options: readonly string[]): Plan {
  const head = vocabulary.encode(prompt, "completion").ids;
  const whole = options.map((option) => vocabulary.encode(prompt + option, "completion").ids);
  const from = Math.min(...whole.map((ids) => Math.min(commonBeginning(head, ids), ids.length - 1)));
  const parts = whole.map((ids) => continuation(ids, from));
  return {
    sequences: parts.map(({ sequence }) => sequence),
    read: (figures) => ({ kind: "options", options: parts.map(({ logprob }, i) => ({ logprob: logprob(figures[i]), tokens: (whole[i]?.length ?? 0) - from })) }),
  };
}

/** Words of one token share one evaluation of the prompt; a word that changes the prompt's own tokens cannot be scored. */
function planTargets(vocabulary: Vocabulary, prompt: string, sets: Readonly<Record<string, readonly string[]>>): Plan {
  const head = vocabulary.encode(prompt, "completion").ids;
  const first: PlannedSequence = { ids: head, from: head.length, wanted: [] };
  const sequences = [first];
  const words = Object.entries(sets).map(([name, spellings]) => {
    const readers = spellings.map((word) => {
      const ids = vocabulary.encode(prompt + word, "completion").ids;
      const rest = ids.slice(head.length);
      if (commonBeginning(head, ids) < head.length || rest.length === 0) return { word, tokens: 0, read: () => null };
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

/** Both sides are compared along the tokens of the continuation that both have; the last of them is predicted only. */
function planDivergence(vocabulary: Vocabulary, prompts: readonly [string, string], text: string): Plan {
  const sides = prompts.map((prompt) => ({ head: vocabulary.encode(prompt, "completion").ids.length, ids: vocabulary.encode(prompt + text, "completion").ids }));
  const count = Math.max(0, Math.min(...sides.map(({ head, ids }) => ids.length - head)));
  return {
    sequences: sides.map(({ head, ids }) => ({ ids: ids.slice(0, head + Math.max(0, count - 1)), from: ids.length, wanted: [] })),
    comparison: { sides: sides.map(({ head }, sequence) => ({ sequence, position: head - 1 })), count },
    read: (_, divergences) => ({ kind: "divergence", divergences: Array.from(divergences) }),
  };
}

/** Samples are generated, not scored: they have no plan. */
export function planRequest(vocabulary: Vocabulary, request: Exclude<ScoreRequest, { kind: "sample" }>): Plan {
  switch (request.kind) {
    case "text":
      return planText(vocabulary, request.text);
    case "options":
      return planOptions(vocabulary, request.prompt, request.options);
    case "targets":
      return planTargets(vocabulary, request.prompt, request.sets);
    case "divergence":
      return planDivergence(vocabulary, request.prompts, request.continuation);
  }
}
