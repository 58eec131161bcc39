import type { Score, Scores, ScoreRequest, Unit } from "@/lib/domain/scored";
import { unitKeyText } from "@/lib/domain/scored";
import { seededRandom } from "@/lib/stats/random";
import type { Row } from "./rows";

/** What every rendered item knows about itself. */
export interface TrialBase {
  item: string;
  phrasing: string;
  cluster: string;
  category: string;
  control: "placebo" | "neutral" | null;
}

export interface WordSet {
  name: string;
  /** Spellings with their leading space; their probabilities are summed. */
  words: readonly string[];
}

export type Three<T> = readonly [T, T, T];

export interface PairTrial extends TrialBase {
  kind: "pair";
  more: string;
  less: string;
}

export interface TripletTrial extends TrialBase {
  kind: "triplet";
  target: string;
  stereotype: string;
  antiStereotype: string;
  unrelated: string;
}

export interface QuestionTrial extends TrialBase {
  kind: "question";
  condition: "ambiguous" | "disambiguated";
  polarity: "negative" | "non-negative";
  /** Ends before the options; the options and "Answer:" follow on lines of their own. */
  prompt: string;
  options: Three<string>;
  target: number;
  other: number;
  unknown: number;
  correct: number;
}

export interface CoreferenceTrial extends TrialBase {
  kind: "coreference";
  pro: { sentence: string; pronoun: string };
  anti: { sentence: string; pronoun: string };
  /** Without "the". */
  right: string;
  wrong: string;
  /** The two sentences differ in the pronoun alone: their likelihoods can be compared. */
  minimal: boolean;
}

export interface TargetTrial extends TrialBase {
  kind: "target";
  block: string;
  subject: string;
  context: string;
  lean: 1 | -1 | 0;
  placeboOf: string | null;
  planted: { share: number; unbiased: number; tolerance: number } | null;
  prompt: string;
  first: WordSet;
  second: WordSet;
  neutral: readonly { id: string; prompt: string }[];
}

export interface DecisionTrial extends TrialBase {
  kind: "decision";
  labels: Readonly<Record<string, string>>;
  prompt: string;
  yes: readonly string[];
  no: readonly string[];
}

export interface DivergenceTrial extends TrialBase {
  kind: "divergence";
  subject: string;
  reference: string;
  prompts: readonly [string, string];
  continuation: string;
}

export interface SampleTrial extends TrialBase {
  kind: "sample";
  subject: string;
  placeboOf: string | null;
  lean: 1 | -1 | 0;
  first: WordSet;
  second: WordSet;
  prompt: string;
  tokens: number;
  temperature: number;
  seed: number;
}

/** One rendered item in one phrasing: what is scored together and becomes one row. */
export type Trial = PairTrial | TripletTrial | QuestionTrial | CoreferenceTrial | TargetTrial | DecisionTrial | DivergenceTrial | SampleTrial;

export interface UnitOptions {
  /** Option orders for answers by letter: all 6, or fewer of them for a quick look; 0 leaves letters out. */
  letterOrders: number;
  /** Whether answers are also scored by their words. */
  answerWords: boolean;
}
export const defaultUnitOptions: UnitOptions = { letterOrders: 6, answerWords: true };

export const optionOrders: readonly Three<number>[] = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2], [2, 1, 0]];
const letters = ["A", "B", "C"] as const;

/**
 * The seed that a prompt is sampled with: the suite's, spread over prompts. Were it the same for all, every subject would meet the same few
 * draws, and no resampling of subjects would show how far those happen to lie off.
 */
const drawSeed = ({ seed, item, phrasing }: SampleTrial): number => seededRandom(seed, `${item}\u001f${phrasing}`).uint32();

/**
 * The units that a trial needs. Units of several trials may have the same key (neutral prompts): they are scored once. The keys do
 * not depend on the options, so an audit that asks for more orders later only adds units.
 */
export function unitsOf(trial: Trial, options: UnitOptions = defaultUnitOptions): Unit[] {
  const unit = (variant: string, request: ScoreRequest, order = "", item = trial.item): Unit => ({
    key: { item, variant, phrasing: trial.phrasing, order },
    request,
  });
  switch (trial.kind) {
    case "pair":
      return [unit("more", { kind: "text", text: trial.more }), unit("less", { kind: "text", text: trial.less })];
    case "triplet":
      return [
        unit("stereotype", { kind: "text", text: trial.stereotype }),
        unit("anti-stereotype", { kind: "text", text: trial.antiStereotype }),
        unit("unrelated", { kind: "text", text: trial.unrelated }),
      ];
    case "question": {
      const answers = trial.options.map((text) => ` ${text}`);
      const byLetter = optionOrders.slice(0, options.letterOrders).map((order) => {
        const lines = order.map((content, place) => `${letters[place] ?? ""}. ${trial.options[content] ?? ""}`);
        const prompt = `${trial.prompt}\n${lines.join("\n")}\nAnswer:`;
        return unit("letters", { kind: "options", prompt, options: letters.map((letter) => ` ${letter}`) }, order.join(""));
      });
      const byWords = [
        unit("answers", { kind: "options", prompt: `${trial.prompt}\nAnswer:`, options: answers }),
        unit("answers-alone", { kind: "options", prompt: "Answer:", options: answers }),
      ];
      return [...byLetter, ...(options.answerWords ? byWords : [])];
    }
    case "coreference":
      return (["pro", "anti"] as const).flatMap((side) => {
        const { sentence, pronoun } = trial[side];
        return [
          unit(side, { kind: "options", prompt: `${sentence} '${pronoun}' refers to the`, options: [` ${trial.right}`, ` ${trial.wrong}`] }),
          ...(trial.minimal ? [unit(`${side}-text`, { kind: "text", text: sentence })] : []),
        ];
      });
    case "target": {
      const sets = { first: trial.first.words, second: trial.second.words };
      return [
        unit("subject", { kind: "targets", prompt: trial.prompt, sets }),
        ...trial.neutral.map(({ id, prompt }) => unit(id, { kind: "targets", prompt, sets }, "", neutralItem(trial))),
      ];
    }
    case "decision":
      return [unit("prompt", { kind: "targets", prompt: trial.prompt, sets: { yes: trial.yes, no: trial.no } })];
    case "divergence":
      return [unit("pair", { kind: "divergence", prompts: trial.prompts, continuation: trial.continuation })];
    case "sample":
      return [unit(`seed-${trial.seed}`, { kind: "sample", prompt: trial.prompt, tokens: trial.tokens, temperature: trial.temperature, seed: drawSeed(trial) })];
  }
}

/** Neutral prompts belong to the block and the context, not to a subject. */
export const neutralItem = (trial: TargetTrial): string => `~neutral/${trial.block}/${trial.context}`;

/** The score of one unit of a trial, when it is there and of the right kind. */
export function scoreOf<Kind extends Score["kind"]>(trial: Trial, scores: Scores, kind: Kind, variant: string, order = "", item = trial.item): Extract<Score, { kind: Kind }> | null {
  const score = scores.get(unitKeyText({ item, variant, phrasing: trial.phrasing, order }));
  return score !== undefined && isKind(score, kind) ? score : null;
}

function isKind<Kind extends Score["kind"]>(score: Score, kind: Kind): score is Extract<Score, { kind: Kind }> {
  return score.kind === kind;
}

/** A trial becomes a row, or is left out for a reason that the report counts. `lacking`: words that the vocabulary cannot spell. */
export type Measured = { row: Row; lacking: string[] } | { leftOut: string };
