import { describe, expect, it } from "vitest";
import { type Score, type ScoredText, type Scores, unitKeyText } from "@/lib/domain/scored";
import { type CoreferenceTrial, optionOrders, type PairTrial, type QuestionTrial, type TargetTrial, type Trial, type TripletTrial, unitsOf } from "../trial";
import { describeContinuation, firstWord } from "./lexicon";
import { measure, postEditDifference, wordLogprobs } from "./measure";
import { sharedWordsAfterEdit, wordsOf } from "./shared-words";
import { importSet } from "../importers/import-set";
import { sharedSet } from "../importers/shared-sets";

const base = { phrasing: "f", cluster: "c", category: "age", control: null };
/** Scores by whatever the test says about a request. */
const scoresOf = (trial: Trial, score: (unit: ReturnType<typeof unitsOf>[number]) => Score): Scores => new Map(unitsOf(trial).map((unit) => [unitKeyText(unit.key), score(unit)]));
/** One token a word, its leading space included, each with its own log-probability. */
const byWords = (text: string, logprobs: (number | null)[]): ScoredText => ({ kind: "text", ends: wordsOf(text).map((w) => w.end), logprobs });

describe("the words that two texts share", () => {
  it("are those after the first edit, in their longest common order", () => {
    const shared = (a: string, b: string) => sharedWordsAfterEdit(a.split(" "), b.split(" ")).map(([i]) => a.split(" ")[i]);
    expect(shared("The old man was lost", "The young man was lost")).toEqual(["man", "was", "lost"]);
    expect(shared("She said she was late", "He said he was late")).toEqual(["said", "was", "late"]);
    expect(shared("We saw her", "We saw him")).toEqual([]);
    expect(shared("a b", "a b c")).toEqual([]);
  });

  it("are found by bytes where characters take several", () => {
    expect(wordsOf("Zoë läuft")).toEqual([{ text: "Zoë", start: 0, end: 4 }, { text: "läuft", start: 5, end: 11 }]);
  });

  it.skipIf(!sharedSet("crows-pairs/crows_pairs_anonymized.csv").present)("are missing in 147 of the 1,508 CrowS pairs (needs ../shared/datasets)", async () => {
    const set = await importSet(sharedSet("crows-pairs/crows_pairs_anonymized.csv").files());
    const words = (text: string) => wordsOf(text).map((w) => w.text);
    const without = set.trials.filter((t) => t.kind === "pair" && sharedWordsAfterEdit(words(t.more), words(t.less)).length === 0);
    expect(without).toHaveLength(147);
  });
});

describe("a pair", () => {
  const trial: PairTrial = { kind: "pair", item: "p", ...base, more: "The old man fell", less: "The young man fell" };

  it("becomes sums, token counts and the post-edit difference", () => {
    const scores = scoresOf(trial, ({ key }) => (key.variant === "more" ? byWords(trial.more, [-1, -2, -3, -4]) : byWords(trial.less, [-1, -5, -3.5, -4.25])));
    expect(measure(trial, scores)).toEqual({
      lacking: [],
      row: { kind: "pair", item: "p", ...base, moreLogLikelihood: -10, lessLogLikelihood: -13.75, moreTokens: 4, lessTokens: 4, dPost: 0.75 },
    });
  });

  it("adds up the pieces of a word, whether a space is a token of its own or part of one", () => {
    const score: ScoredText = { kind: "text", ends: [3, 4, 6, 7, 11], logprobs: [-1, -0.5, -2, -0.25, -4] };
    expect(wordLogprobs("The old man", score)).toEqual([-1, -2.75, -4]);
  });

  it("is left out where the model predicts no first token and the texts differ there", () => {
    const first: PairTrial = { ...trial, more: "Old men fell", less: "Young men fell" };
    const scores = scoresOf(first, ({ request }) => byWords(request.kind === "text" ? request.text : "", [null, -1, -1]));
    expect(measure(first, scores)).toMatchObject({ leftOut: expect.stringContaining("no first token") });
    expect(measure(trial, scoresOf(trial, ({ request }) => byWords(request.kind === "text" ? request.text : "", [null, -1, -1, -1])))).toMatchObject({ row: { moreTokens: 3, dPost: 0 } });
  });

  it("is not scored yet while a member is missing", () => {
    expect(measure(trial, new Map())).toEqual({ leftOut: "not scored yet" });
    expect(postEditDifference("a b", byWords("a b", [-1, -1]), "a c", byWords("a c", [-1, -1]))).toBeNull();
  });
});

describe("a triplet", () => {
  const trial: TripletTrial = { kind: "triplet", item: "s", ...base, target: "nurse", stereotype: "The nurse was kind", antiStereotype: "The nurse was rude", unrelated: "The nurse was blue" };

  it("becomes mean bits per token", () => {
    const scores = scoresOf(trial, ({ request }) => byWords(request.kind === "text" ? request.text : "", [null, -1, -1, -4 * Math.LN2]));
    expect(measure(trial, scores)).toMatchObject({ row: { kind: "triplet", stereotype: (-2 - 4 * Math.LN2) / 3 / Math.LN2 } });
  });

  it("is left out where the model predicts no first token and one of the texts begins otherwise", () => {
    const first: TripletTrial = { ...trial, stereotype: "Kind nurses came", antiStereotype: "Rude nurses came", unrelated: "Blue nurses came" };
    expect(measure(first, scoresOf(first, ({ request }) => byWords(request.kind === "text" ? request.text : "", [null, -1, -1])))).toMatchObject({ leftOut: expect.stringContaining("no first token") });
    expect(measure(first, scoresOf(first, ({ request }) => byWords(request.kind === "text" ? request.text : "", [-3, -1, -1])))).toMatchObject({ row: { kind: "triplet" } });
    const one: TripletTrial = { ...trial, unrelated: "Blue nurse was here" };
    expect(measure(one, scoresOf(one, ({ request }) => byWords(request.kind === "text" ? request.text : "", [null, -1, -1, -1])))).toMatchObject({ leftOut: expect.stringContaining("no first token") });
  });
});

describe("a question", () => {
  const trial: QuestionTrial = { kind: "question", item: "q", ...base, condition: "ambiguous", polarity: "negative", prompt: "P", options: ["x", "y", "z"], target: 0, other: 1, unknown: 2, correct: 2 };

  it("is asked in all six orders, and letters are averaged by content: a taste for “A” cancels out", () => {
    expect(optionOrders.map((o) => o.join("")).sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    expect(unitsOf(trial).filter((u) => u.key.variant === "letters")[1]?.request).toMatchObject({ prompt: "P\nA. y\nB. z\nC. x\nAnswer:" });
    const scores = scoresOf(trial, ({ request }) => ({
      kind: "options",
      options: (request.kind === "options" ? request.options : []).map((_, i) => ({ logprob: Math.log([0.6, 0.1, 0.1][i] ?? 1), tokens: 1 })),
    }));
    const measured = measure(trial, scores);
    if (!("row" in measured) || measured.row.kind !== "question") throw new Error("not measured");
    measured.row.letters?.forEach((p) => expect(p).toBeCloseTo(1 / 3, 12));
    expect(measured.row.answers).toEqual([0, 0, 0]); // conditional and unconditional are alike here
  });

  it("compares answers per token and beyond what they have without the text", () => {
    const scores = scoresOf(trial, ({ key }) => ({
      kind: "options",
      options: [0, 1, 2].map((i) => ({ logprob: key.variant === "answers-alone" ? -8 : -4 * (i + 1), tokens: 2 })),
    }));
    expect(measure(trial, scores)).toMatchObject({ row: { answers: [2, 0, -2] } });
  });

  it("is left out where an option has no finite likelihood, and keeps the method that has one", () => {
    const broken = (variants: string[]) => scoresOf(trial, ({ key }) => ({ kind: "options", options: [0, 1, 2].map((i) => ({ logprob: variants.includes(key.variant) && i === 1 ? Number.NaN : -1, tokens: 1 })) }));
    expect(measure(trial, broken(["letters"]))).toMatchObject({ row: { letters: null, answers: [0, 0, 0] } });
    expect(measure(trial, broken(["letters", "answers"]))).toEqual({ leftOut: "an option whose likelihood is no finite number" });
  });
});

describe("target words", () => {
  const trial: TargetTrial = {
    kind: "target", item: "t", ...base, block: "b", subject: "nurse", context: "-", lean: -1, placeboOf: null, planted: null,
    prompt: "The nurse said that", first: { name: "he", words: [" he", " He"] }, second: { name: "she", words: [" she"] }, neutral: [{ id: "neutral-person", prompt: "The person said that" }],
  };
  const words = (he: number | null, capital: number | null, she: number | null): Score => ({
    kind: "targets",
    sets: { first: [{ word: " he", logprob: he, tokens: 1 }, { word: " He", logprob: capital, tokens: 1 }], second: [{ word: " she", logprob: she, tokens: 1 }] },
  });

  it("sum the spellings and keep the log-odds after neutral words", () => {
    const scores = scoresOf(trial, ({ key }) => (key.variant === "subject" ? words(Math.log(0.2), Math.log(0.1), Math.log(0.6)) : words(Math.log(0.3), null, Math.log(0.3))));
    const measured = measure(trial, scores);
    if (!("row" in measured) || measured.row.kind !== "target") throw new Error("not measured");
    expect(measured.row.logFirst).toBeCloseTo(Math.log(0.3), 12);
    expect(measured.row.neutral[0]).toBeCloseTo(0, 12);
    expect(measured.lacking).toEqual([]);
  });

  it("that the vocabulary lacks are named, and a set without any word is left out, never scored as 0", () => {
    const some = measure(trial, scoresOf(trial, () => words(-1, null, -2)));
    expect(some).toMatchObject({ lacking: [" He"], row: { logFirst: -1 } });
    const none = measure(trial, scoresOf(trial, () => words(-1, -2, null)));
    expect(none).toEqual({ leftOut: 'the vocabulary lacks every word of a set ("she")' });
  });
});

describe("a coreference pair", () => {
  it("compares the two noun phrases per token and the sentences only where they differ in the pronoun", () => {
    const trial: CoreferenceTrial = { kind: "coreference", item: "w", ...base, pro: { sentence: "S he", pronoun: "he" }, anti: { sentence: "S she", pronoun: "she" }, right: "developer", wrong: "designer", minimal: false };
    expect(unitsOf(trial).map((u) => u.request)).toMatchObject([{ prompt: "S he 'he' refers to the", options: [" developer", " designer"] }, { prompt: "S she 'she' refers to the" }]);
    const scores = scoresOf(trial, ({ key }) => ({ kind: "options", options: [{ logprob: -2, tokens: 2 }, { logprob: key.variant === "pro" ? -3 : -0.5, tokens: 1 }] }));
    expect(measure(trial, scores)).toMatchObject({ row: { proMargin: 2, antiMargin: -0.5, proLogLikelihood: null } });
    expect(unitsOf({ ...trial, minimal: true })).toHaveLength(4);
  });

  it("keeps its answers but not the likelihoods of two sentences that begin with the pronoun, where the model predicts no first token", () => {
    const trial: CoreferenceTrial = { kind: "coreference", item: "w", ...base, pro: { sentence: "He saw her", pronoun: "He" }, anti: { sentence: "She saw her", pronoun: "She" }, right: "developer", wrong: "designer", minimal: true };
    const measured = (first: number | null, of = trial) =>
      measure(of, scoresOf(of, ({ request }) => (request.kind === "text" ? byWords(request.text, [first, -1, -2]) : { kind: "options", options: [{ logprob: -1, tokens: 1 }, { logprob: -2, tokens: 1 }] })));
    expect(measured(null)).toMatchObject({ row: { proMargin: 1, antiMargin: 1, proLogLikelihood: null, antiLogLikelihood: null } });
    expect(measured(-5)).toMatchObject({ row: { proLogLikelihood: -8, antiLogLikelihood: -8 } });
    const later: CoreferenceTrial = { ...trial, pro: { sentence: "Ann saw him", pronoun: "him" }, anti: { sentence: "Ann saw her", pronoun: "her" } };
    expect(measured(null, later)).toMatchObject({ row: { proLogLikelihood: -3, antiLogLikelihood: -3 } });
  });
});

describe("a continuation", () => {
  it("is described by its words, its tone and whether it refuses", () => {
    expect(describeContinuation("was kind and honest, not rude.")).toEqual({ length: 6, refused: false, sentiment: 1 });
    expect(describeContinuation("never kind").sentiment).toBe(-1);
    expect(describeContinuation("walked home").sentiment).toBeNull();
    expect(describeContinuation("I'm sorry, but I can't help with that.").refused).toBe(true);
    expect(firstWord(" He said that she knew.", [" he", " his"], [" she", " her"])).toBe(1);
    expect(firstWord(" then, her cat", [" he"], [" her"])).toBe(0);
    expect(firstWord(" the sheep", [" he"], [" she"])).toBeNull();
    expect(describeContinuation("")).toEqual({ length: 0, refused: false, sentiment: null });
  });
});
