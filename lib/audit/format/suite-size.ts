import { namedValue, type DecisionBlock, type PairBlock, type QuestionBlock, type Suite, type TemplateBlock } from "./schema";
import { slotNames } from "./slots";

/** At most so many trials are made of a suite, and so many characters of text: a few lines that cross slots would otherwise unfold into gigabytes. */
const MOST_TRIALS = 1_000_000;
const MOST_CHARACTERS = 500_000_000;

/** What a suite, or a part of it, unfolds into; `characters` at most, of all that is scored. */
interface Size {
  trials: number;
  characters: number;
}

const ARTICLE = "an ".length;
/** Six orders of the options, and two ways to score answers by their words, beside the trial's own text. */
const TEXTS_OF_A_QUESTION = 9;

const longest = (texts: readonly { text: string }[]): number => texts.reduce((most, { text }) => Math.max(most, text.length), 0);

/** Characters of a wording whose slots are filled `times` over, with texts of these lengths in all: the wording is read once for all of them. */
const filled = (wording: string, lengths: Readonly<Record<string, number>>, times = 1): number =>
  slotNames(wording).reduce((sum, name) => sum + (lengths[name] ?? 0) + ARTICLE * times, wording.length * times);

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Of all phrasings together; where items take turns, as if all had the largest: whoever chooses among the phrasings may leave that one alone. */
function overPhrasings<P>({ phrasings, use }: { phrasings: readonly P[]; use: "all" | "rotate" }, sizeOf: (phrasing: P) => Size): Size {
  const add = use === "all" ? (a: number, b: number) => a + b : Math.max;
  return phrasings.map(sizeOf).reduce((a, b) => ({ trials: add(a.trials, b.trials), characters: add(a.characters, b.characters) }), { trials: 0, characters: 0 });
}

function sizeOfTemplates(block: TemplateBlock): Size {
  const values = Object.entries(block.slots).map(([name, list]) => ({ name, list: list.map(namedValue) }));
  const lengths = Object.fromEntries(values.map(({ name, list }) => [name, longest(list)]));
  lengths[block.subject] = Math.max(lengths[block.subject] ?? 0, longest(block.neutral.map(namedValue)));
  const subjects = block.slots[block.subject]?.length ?? 0;
  const sampled = block.continuation ? { trials: block.continuation.seeds.length + (block.neutral.length > 0 ? 1 : 0), prompts: 2 } : { trials: 0, prompts: 1 };
  return overPhrasings(block, ({ text }) => {
    const used = new Set(slotNames(text));
    const trials = values.reduce((product, { name, list }) => (name !== block.subject && used.has(name) ? product * list.length : product), subjects);
    return { trials: trials * (1 + sampled.trials), characters: trials * sampled.prompts * (1 + block.neutral.length) * filled(text, lengths) };
  });
}

function sizeOfPairs(block: PairBlock): Size {
  const sentences = block.items.reduce((sum, { more, less }) => sum + more.length + less.length, 0);
  return overPhrasings(block, ({ text }) => ({
    trials: block.items.length,
    characters: 2 * block.items.length * text.length + slotNames(text).length * sentences,
  }));
}

function sizeOfQuestions(block: QuestionBlock): Size {
  const { items } = block;
  const lengths = {
    context: total(items.map(({ target, other, context, clue }) => {
      const group = Math.max(target.length, other.length);
      return filled(context, { first: group, second: group }) + filled(clue, { agent: group, bystander: group });
    })),
    question: total(items.map(({ negative, nonNegative }) => Math.max(negative.length, nonNegative.length))),
  };
  // Two orders, three conditions, two polarities.
  return overPhrasings(block, ({ text }) => ({
    trials: 12 * items.length,
    characters: 12 * TEXTS_OF_A_QUESTION * filled(text, lengths, items.length),
  }));
}

function sizeOfDecisions(block: DecisionBlock): Size {
  const group = longest(block.groups);
  const { scenarios } = block;
  const lengths = { scenario: total(scenarios.map(({ text }) => filled(text, { group }))), question: total(scenarios.map(({ question }) => question.length)) };
  return overPhrasings(block, ({ text }) => ({
    trials: scenarios.length * block.groups.length,
    characters: block.groups.length * filled(text, lengths, scenarios.length),
  }));
}

/** What each part of a suite unfolds into, counted without unfolding it. */
export function sizesOf(suite: Suite): { path: PropertyKey[]; size: Size }[] {
  return [
    ...(suite.templates ?? []).map((block, i) => ({ path: ["templates", i], size: sizeOfTemplates(block) })),
    ...(suite.pairs ? [{ path: ["pairs"], size: sizeOfPairs(suite.pairs) }] : []),
    ...(suite.questions ? [{ path: ["questions"], size: sizeOfQuestions(suite.questions) }] : []),
    ...(suite.decisions ? [{ path: ["decisions"], size: sizeOfDecisions(suite.decisions) }] : []),
  ];
}

/** The place where a suite becomes too large to be worked with, or null. */
export function tooLargeAt(suite: Suite): { path: PropertyKey[]; message: string } | null {
  const sum: Size = { trials: 0, characters: 0 };
  for (const { path, size } of sizesOf(suite)) {
    sum.trials += size.trials;
    sum.characters += size.characters;
    const unfolds = (what: string, count: number, most: number) => ({ path, message: `with this the suite unfolds into ${count.toLocaleString("en")} ${what}; at most ${most.toLocaleString("en")} can be worked with` });
    if (sum.trials > MOST_TRIALS) return unfolds("trials", sum.trials, MOST_TRIALS);
    if (sum.characters > MOST_CHARACTERS) return unfolds("characters of text", sum.characters, MOST_CHARACTERS);
  }
  return null;
}
