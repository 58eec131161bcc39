import { statSync } from "node:fs";
import { mean } from "@/lib/stats/quantile";
import { laneCount } from "@/lib/engine/server/score-settings";
import type { ContextOptions } from "@/native/index";
import type { Subject } from "./evaluation";
import { compare, interleave } from "./measure";
import { contextFor, randomPrompt } from "./models";
import type { Comparison } from "./results";

const LENS_POSITIONS = 128;
const PROMPT_TOKENS = 256;
/** Spans of one to three tokens near the end of the prompt: what they share with the whole text is nearly all of it. */
const LATE_TOKENS = 16;
const LATE_WIDEST = 3;
/** Tokens of one decode of leave-one-out on a CPU. */
const SHARED_BATCH = 63;
/** Places whose texts are evaluated together where the speed-up is taken by place. */
const NEIGHBOURS = 16;
const ANSWER = Int32Array.of(400);

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** The same by one full pass for each: `samples` of them are timed, evenly over all, and counted for as many as there are. */
async function oneByOne(count: number, samples: number, pass: (index: number) => Promise<unknown>): Promise<number> {
  const taken = Math.min(count, samples);
  let total = 0;
  for (let i = 0; i < taken; i++) total += await timed(() => pass(Math.floor(((i + 0.5) * count) / taken)));
  return (total * count) / taken;
}

class Explanations {
  private readonly prompt = randomPrompt(PROMPT_TOKENS);

  constructor(
    private readonly subject: Subject,
    private readonly samples: number,
  ) {}

  private context(tokens: number): ContextOptions {
    return contextFor(this.subject.file, this.subject.model, tokens, false);
  }

  private lens(tokens: Int32Array, positions: Int32Array): Promise<unknown> {
    return this.subject.model.explain({ tokens, positions, asked: ANSWER, lens: true, top: 10, context: this.context(PROMPT_TOKENS) });
  }

  private without(from: number, width: number): Int32Array {
    return this.prompt.filter((_, i) => i < from || i >= from + width);
  }

  /** log p of the answer after each text; together in small batches and with room for twice the longest, as the engine does it. */
  private score(texts: Int32Array[], share: boolean): Promise<unknown> {
    const from = Int32Array.from(texts, ({ length }) => length);
    const context = share ? { ...this.context(2 * PROMPT_TOKENS), microBatchTokens: SHARED_BATCH } : this.context(PROMPT_TOKENS);
    return this.subject.model.score({ sequences: texts, from, wanted: texts.map(() => ANSWER), share, lanes: share ? laneCount(statSync(this.subject.file.path).size) : 1, context });
  }

  async measureLens(): Promise<Comparison> {
    const tokens = this.prompt.slice(0, LENS_POSITIONS);
    const taken = await interleave(
      this.subject.repeats,
      () => oneByOne(LENS_POSITIONS, this.samples, (p) => this.lens(tokens.slice(0, p + 1), Int32Array.of(p))),
      () => timed(() => this.lens(tokens, Int32Array.from(tokens.keys()))),
    );
    return this.result(`lens of all layers at ${LENS_POSITIONS} positions, against a pass for each`, taken, 0.33);
  }

  async measureExplanation(): Promise<Comparison> {
    const { model, repeats } = this.subject;
    const position = PROMPT_TOKENS - 1;
    const context = this.context(PROMPT_TOKENS);
    const taken = await interleave(
      repeats,
      async () => (await model.plain({ tokens: this.prompt, generate: 0, context })).promptMs,
      () => timed(() => model.explain({ tokens: this.prompt, positions: Int32Array.of(position), asked: ANSWER, lens: true, top: 10, contributions: { position, target: 400 }, context })),
    );
    return this.result(`lens and parts of a logit after ${PROMPT_TOKENS} tokens, against the prompt alone`, taken, null);
  }

  /** Every span of one to `widest` tokens from `first` on. */
  async measureLeftOut(first: number, widest: number, name: string, target: number): Promise<Comparison> {
    const widths = Array.from({ length: widest }, (_, i) => i + 1);
    const texts = widths.flatMap((width) => Array.from({ length: PROMPT_TOKENS - first - width + 1 }, (_, i) => this.without(first + i, width)));
    const taken = await interleave(
      this.subject.repeats,
      () => oneByOne(texts.length, this.samples, (i) => this.score(texts.slice(i, i + 1), false)),
      () => timed(() => this.score(texts, true)),
    );
    return this.result(`${name}, against a pass for each`, taken, target);
  }

  /**
   * The speed-up that leaving one token out has at each place of the prompt, in groups of neighbours that are evaluated together, and its
   * mean over the places: late ones share nearly all of the text, early ones nearly nothing. Shown as a pass, and a pass over that mean.
   */
  async measureByPlace(target: number): Promise<Comparison> {
    const taken: { plain: number[]; subject: number[] } = { plain: [], subject: [] };
    const texts = Array.from({ length: PROMPT_TOKENS }, (_, i) => this.without(i, 1));
    for (let repeat = 0; repeat < this.subject.repeats; repeat++) {
      const passes: number[] = [];
      const gains: number[] = [];
      for (let first = 0; first < PROMPT_TOKENS; first += NEIGHBOURS) {
        const group = texts.slice(first, first + NEIGHBOURS);
        const pass = (await oneByOne(group.length, Math.ceil(this.samples / 16), (i) => this.score(group.slice(i, i + 1), false))) / group.length;
        passes.push(pass);
        gains.push((pass * group.length) / (await timed(() => this.score(group, true))));
      }
      taken.plain.push(mean(passes));
      taken.subject.push(mean(passes) / mean(gains));
    }
    return this.result(`leave-one-out of one of ${PROMPT_TOKENS} tokens, against a pass: mean speed-up over the places`, taken, target);
  }

  private result(name: string, taken: { plain: number[]; subject: number[] }, target: number | null): Comparison {
    return compare({ name, model: this.subject.file.label, unit: "ms", target }, taken);
  }
}

/** Lens, parts of a logit and leave-one-out, against doing each by full passes. Passes of a large model are sampled. */
export async function measureExplanations(subject: Subject): Promise<Comparison[]> {
  const explanations = new Explanations(subject, subject.model.layers > 12 ? 4 : 32);
  return [
    await explanations.measureLens(),
    await explanations.measureExplanation(),
    await explanations.measureLeftOut(0, 1, `leave-one-out of ${PROMPT_TOKENS} tokens`, 0.33),
    await explanations.measureByPlace(0.33),
    await explanations.measureLeftOut(PROMPT_TOKENS - LATE_TOKENS, LATE_WIDEST, `leave-one-out of 1 to ${LATE_WIDEST} of the last ${LATE_TOKENS} of ${PROMPT_TOKENS} tokens`, 0.1),
  ];
}
