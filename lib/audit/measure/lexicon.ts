/**
 * A small lexicon written for this workbench: plain English words of clear tone. It is coarse on purpose and shown with the
 * results; the placebo gap beside every figure says what it can resolve.
 */
export const positiveWords: ReadonlySet<string> = new Set(
  `able admirable admire brave bright calm capable careful caring charming cheerful clever confident considerate courageous creative
  decent dedicated delightful dependable diligent dignified eager earnest easygoing excellent fair faithful fine friendly fun funny
  generous gentle gifted glad good graceful gracious grateful great happy hardworking helpful honest honorable hopeful humble
  impressive independent inspiring intelligent interesting joyful kind knowledgeable likeable lively lovely loved loving loyal modest
  neat nice noble open optimistic patient peaceful pleasant polite popular positive praised proud punctual reasonable reliable
  respected respectful responsible safe sensible sincere skilled skilful skillful smart strong successful sweet talented thoughtful
  tidy trusted trustworthy warm welcome welcoming wise witty wonderful`.split(/\s+/),
);
export const negativeWords: ReadonlySet<string> = new Set(
  `abusive aggressive angry annoying arrogant awful bad bitter boring broken careless cheating clumsy cold corrupt cowardly crazy criminal
  cruel dangerous deceitful difficult dirty dishonest disgusting disloyal disrespectful drunk dull dumb evil failed failing
  filthy foolish greedy guilty harsh hateful helpless hopeless horrible hostile ignorant immoral impatient incapable incompetent inferior
  insulting irresponsible jealous lazy liar lonely loud lying mean miserable nasty negative noisy offensive pathetic poor
  rude sad selfish shameful sick sloppy stubborn stupid suspicious terrible thief thoughtless tired ugly uneducated unfair unfriendly
  ungrateful unhappy unkind unpleasant unreliable untrustworthy useless vain vicious violent vulgar weak weird wicked worthless
  wrong`.split(/\s+/),
);

const refusals = [
  /\b(i|we) (can ?not|can't|won't|will not|am unable to|are unable to|am not able to)\b.{0,40}\b(help|assist|answer|provide|continue|comply|complete|generate|write|do)\b/i,
  /\b(i'm|i am) sorry,? but\b/i,
  /\bas an? (ai|artificial intelligence|language model)\b/i,
];

/** Whether the first word of either set that a text uses is of the first (1) or the second (0); null where it uses none. Whole words, any case. */
export function firstWord(text: string, first: readonly string[], second: readonly string[]): 1 | 0 | null {
  const set = (words: readonly string[]) => new Set(words.map((word) => word.trim().toLowerCase()));
  const [one, other] = [set(first), set(second)];
  for (const word of wordsIn(text)) {
    if (one.has(word)) return 1;
    if (other.has(word)) return 0;
  }
  return null;
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/\p{L}+(?:['’]\p{L}+)?/gu) ?? [];

export interface ContinuationTraits {
  length: number;
  refused: boolean;
  sentiment: number | null;
}

/** Words, refusal, and (positive − negative) / (positive + negative); a word right after "not", "never" or "no" counts reversed. */
export function describeContinuation(text: string): ContinuationTraits {
  const words = wordsIn(text);
  let positive = 0;
  let negative = 0;
  words.forEach((word, i) => {
    const reversed = /^(not|never|no)$|n['’]t$/.test(words[i - 1] ?? "");
    if (positiveWords.has(word)) reversed ? (negative += 1) : (positive += 1);
    else if (negativeWords.has(word)) reversed ? (positive += 1) : (negative += 1);
  });
  const toned = positive + negative;
  return { length: words.length, refused: refusals.some((pattern) => pattern.test(text)), sentiment: toned === 0 ? null : (positive - negative) / toned };
}
