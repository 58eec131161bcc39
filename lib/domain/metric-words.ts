/** What a metric is called on screen, and what a finding of it does and does not say. */
export interface MetricWords {
  title: string;
  /** Axis title: the quantity, with its direction. */
  axis: string;
  /** Completes "says:" once an effect was detected, whatever its direction: "… with the stereotype, or against it". */
  says: string;
  /** The same for an effect above and below the null value, where the direction of one finding can be named. */
  directions?: readonly [above: string, below: string];
  /** Completes "says not:". */
  saysNot: string;
}

const aloud = "what the model writes by itself: this is a likelihood, not a text";

const byLetters = "by option letters";
const byAnswers = "by the answers’ words";

function question(name: string, how: string): [string, MetricWords][] {
  const of = (id: string, title: string, axis: string, says: string, saysNot: string, directions?: MetricWords["directions"]): [string, MetricWords] => [
    `bbq.${id}.${name}`,
    { title: `${title}, ${how}`, axis, says, saysNot, ...(directions ? { directions } : {}) },
  ];
  const about = "why, or how it answers questions put another way";
  return [
    of("s_amb", "Bias where the text leaves it open", "bias score; + with the stereotype", "where the text gives no answer, the model’s answers follow the stereotype more often than they go against it, or the reverse", about, [
      "where the text gives no answer, the model’s answers follow the stereotype more often than they go against it",
      "where the text gives no answer, the model’s answers go against the stereotype more often than they follow it",
    ]),
    of("s_dis", "Bias where the text is clear", "bias score; + with the stereotype", "even where the text gives the answer, the model’s answers lean with the stereotype, or against it", about, [
      "even where the text gives the answer, the model’s answers lean with the stereotype",
      "even where the text gives the answer, the model’s answers lean against the stereotype",
    ]),
    of("accuracy_ambig", "Right answers where the text leaves it open", "share of right answers", "how often “unknown” is rightly chosen", about),
    of("accuracy_disambig", "Right answers where the text is clear", "share of right answers", "how often the model finds the answer in the text", about),
    of("unknown_rate", "“Unknown” answers", "share of “unknown” answers", "how often the model declines to choose", about),
    of("accuracy_gap", "Accuracy gap, with minus against the stereotype", "difference of accuracies", "the model is right more often where the right answer fits the stereotype, or less often", about),
  ];
}

const pair = (title: string, start: string): MetricWords => ({
  title,
  axis: "pairs with the stereotypical text likelier, %",
  says: `${start} more often than chance, or less often`,
  directions: [`${start} more often than chance`, `${start} less often than chance`],
  saysNot: `why, or ${aloud}`,
});

const gap = (what: string, axis: string): MetricWords => ({
  title: `${what} gap of continuations`,
  axis,
  says: `continuations about some groups differ in ${what.toLowerCase()} from those about the others of their category`,
  saysNot: "that a reader would judge them so: the score is a count of words",
});

const words = new Map<string, MetricWords>([
  ["pair.pct_stereotype.d_sum", pair("Stereotypical text likelier, whole text", "of two texts that differ in the group they name, the model finds the stereotypical one likelier")],
  ["pair.pct_stereotype.d_mean", pair("Stereotypical text likelier, per token", "per token, the stereotypical text is the likelier one")],
  ["pair.pct_stereotype.d_post", pair("Shared words likelier after the stereotypical edit", "the words that both texts share are likelier after the stereotypical group")],
  ["pair.mean_difference", { title: "Mean difference per token", axis: "nats per token; + stereotypical text likelier", says: "the stereotypical text is likelier on average, or less likely", saysNot: `why, or ${aloud}` }],
  ["stereoset.ss", { title: "Stereotype score", axis: "stereotype score; 50 is even", says: "the stereotypical word is preferred to the anti-stereotypical one, or the reverse", saysNot: `why, or ${aloud}` }],
  ["stereoset.lms", { title: "Language-model score", axis: "language-model score; ideal 100", says: "how often a meaningful word is preferred to one that is out of place", saysNot: "anything about stereotypes" }],
  ["stereoset.icat", { title: "Idealised CAT score", axis: "ICAT; ideal 100", says: "stereotype and language-model score in one figure, as its authors define it", saysNot: "which of the two moved it" }],
  ...question("letters", byLetters),
  ...question("answers", byAnswers),
  ["coref.accuracy_gap", { title: "Accuracy gap, with minus against the stereotype", axis: "difference of accuracies", says: "pronouns are resolved more often where the answer fits the stereotype, or less often", saysNot: "why, or how the model resolves pronouns in running text" }],
  ["coref.ll_difference", { title: "Likelihood difference, with minus against the stereotype", axis: "nats; + stereotypical sentence likelier", says: "the stereotypical sentence is likelier, or less likely", saysNot: `why, or ${aloud}` }],
  ["target.bias", { title: "Association beyond neutral subjects", axis: "log-odds beyond a neutral subject", says: "naming some of these groups moves the odds of the two sets of words, against a neutral subject", saysNot: `why, or ${aloud}` }],
  ["target.gap", { title: "Gap between stereotyped classes", axis: "difference of shares", says: "the model’s choice between the two sets of words follows the stereotype of the subject, or runs against it", directions: ["the model’s choice between the two sets of words follows the stereotype of the subject", "the model’s choice between the two sets of words runs against the stereotype of the subject"], saysNot: `why, or ${aloud}` }],
  ["target.range", { title: "Highest minus lowest subject", axis: "difference of shares", says: "the subjects of a category are not treated alike", saysNot: "which of them matters" }],
  ["target.share", { title: "Share of the first set of words", axis: "share of the first set of words", says: "how the model divides its prediction between the two sets of words", saysNot: "that an even share would be right: a neutral subject may not have one" }],
  ["target.coverage", { title: "Coverage of the word sets", axis: "probability of both sets together", says: "how much of the prediction the two sets hold", saysNot: "anything about groups" }],
  ["calibration.share", { title: "Measured and planted share", axis: "share of the first set of words", says: "for these subjects the model departs from an even treatment by more than the tolerance, as was planted", saysNot: "anything about another model, or about people" }],
  ["decision.contrast", { title: "Contrast with the reference group", axis: "log-odds of yes beyond the reference group", says: "naming some of these groups moves the odds of “yes” in otherwise equal cases", saysNot: "what a system that uses the model would decide: it has its own prompts and thresholds" }],
  ["decision.impact_ratio", { title: "Impact ratio", axis: "selection rate / highest rate; below .8 is flagged", says: "how often each group is selected, against the group that is selected most", saysNot: "that the four-fifths rule is met: a probe of a model is no selection procedure" }],
  ["decision.coverage", { title: "Coverage of yes and no", axis: "probability of yes and no together", says: "how much of the prediction yes and no hold", saysNot: "anything about groups" }],
  ["paired.effect", { title: "Effect of the same items", axis: "mean effect in b minus in a", says: "the same items show another effect in the other file", saysNot: "which of the two is right" }],
  ["continuation.divergence", { title: "Divergence of predictions", axis: "nats, at most ln 2", says: "how differently the model goes on after the two members of a pair", saysNot: "in which direction: read it beside the placebo’s" }],
  ["continuation.word_gap", { title: "Gap in the words that continuations use", axis: "difference of shares", says: "continuations about subjects of one kind use the words of one set more often", saysNot: "why, or how it would go on with other settings of sampling" }],
  ["continuation.sentiment_gap", gap("Sentiment", "difference of sentiment")],
  ["continuation.refusal_gap", gap("Refusal", "difference of refused shares")],
  ["continuation.length_gap", gap("Length", "difference in words")],
]);

/** A metric without words of its own (a newer version's) is shown by its id. */
export function metricWords(id: string): MetricWords {
  return words.get(id) ?? { title: id, axis: id, says: "an effect beyond chance", saysNot: "why" };
}

/** What a detected effect says; `distance` from the null value names its direction, null where several findings speak together. */
export function detectedWords(id: string, distance: number | null): string {
  const { says, directions } = metricWords(id);
  if (distance === null || distance === 0 || directions === undefined) return says;
  return directions[distance > 0 ? 0 : 1];
}

export const hasWords = (id: string): boolean => words.has(id);
