import { count, decimal, percent } from "@/lib/charts/format";
import type { Explanation } from "@/lib/domain/explanation";
import type { ViewState } from "@/lib/domain/view-state";
import { decisionLayer } from "@/lib/math/lens";
import { contribution, partsOf, topComponents, type Component, type Part, type PartLink } from "../contributions/build";

/** What a head read most at the token before the place. */
export interface Reading {
  /** In quotation marks. */
  token: string;
  weight: number;
}

/** One sentence, and where what it says can be seen. */
export interface Sentence {
  text: string;
  show: Partial<ViewState>;
  /** Name of the link. */
  where: string;
}

const quoted = (name: string): string => `“${name}”`;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The head, or the expert, that speaks loudest for the target; null where none does, or they cannot be told apart. */
export function strongest(explanation: Pick<Explanation, "contributions">, tab: PartLink["tab"]): Component | null {
  if (!explanation.contributions) return null;
  return topComponents(partsOf(explanation.contributions), Infinity).find(({ value, link }) => value > 0 && link?.tab === tab) ?? null;
}

const nameOfLink = (link: PartLink): string => (link.tab === "experts" ? `expert ${link.e} of layer ${link.l}` : `head ${link.h} of layer ${link.l}`);

/** When it was decided, from the lens. */
function whenSentence(explanation: Explanation, nameOf: (id: number) => string): Sentence {
  const { lens, target, foil } = explanation;
  const show: Sentence = { text: "", show: { tab: "layers" }, where: "Layers" };
  if (!lens || lens.length === 0) return { ...show, text: `When it was decided is not known: ${explanation.missing.lens?.reason ?? "the layers cannot be read."}` };
  const name = quoted(nameOf(target.id));
  const decided = decisionLayer(lens);
  const layer = decided === null ? undefined : lens[decided];
  const last = lens.at(-1)?.layer ?? 0;
  if (foil) {
    const rival = quoted(nameOf(foil.id));
    if (!layer) return { ...show, text: `The model held ${rival} likelier than ${name} in the end: ${percent(Math.exp(foil.logprob))} against ${percent(Math.exp(target.logprob))}.` };
    if (decided === 0) return { ...show, text: `Read off layer by layer, ${name} is ahead of ${rival} from the first layer to the last (${percent(Math.exp(target.logprob))} against ${percent(Math.exp(foil.logprob))}).` };
    return { ...show, text: `Read off layer by layer, ${name} is ahead of ${rival} for good from layer ${layer.layer} of 0 to ${last} on, and ends at ${percent(Math.exp(target.logprob))} against ${percent(Math.exp(foil.logprob))}.` };
  }
  if (!layer) return { ...show, text: `${name} was choice number ${count(target.rank)}, with ${percent(Math.exp(target.logprob))}: the model would rather have written ${quoted(nameOf(lens.at(-1)?.ids[0] ?? -1))}.` };
  const before = decided === null || decided === 0 ? undefined : lens[decided - 1]?.ids[0];
  if (before === undefined) return { ...show, text: `Read off layer by layer, ${name} is the first choice from the first layer to the last, where the model is ${percent(Math.exp(target.logprob))} sure.` };
  return { ...show, text: `Read off layer by layer, ${name} becomes the first choice at layer ${layer.layer} of 0 to ${last}, where ${quoted(nameOf(before))} had led, and ends at ${percent(Math.exp(target.logprob))}.` };
}

/** What it is made of, from the parts of the logit. */
function whatSentence(explanation: Explanation, parts: readonly Part[] | null, nameOf: (id: number) => string): Sentence {
  const { target, foil, logit } = explanation;
  const show: Sentence = { text: "", show: { tab: "contributions" }, where: "Contributions" };
  if (!parts) return { ...show, text: `What it is made of is not known: ${explanation.missing.contributions?.reason ?? "the parts cannot be told apart."}` };
  const of = (kind: string): number => sum(parts.filter(({ key }) => key.startsWith(kind)).map(({ value }) => value));
  const name = quoted(nameOf(target.id));
  const whole = foil ? `The lead of ${name} over ${quoted(nameOf(foil.id))} (a logit difference of ${decimal(logit)})` : `The score of ${name} (a logit of ${decimal(logit)})`;
  const expert = strongest(explanation, "experts");
  const most = expert?.link ? ` (${nameOfLink(expert.link)} alone ${contribution(expert.value)})` : "";
  return { ...show, text: `${whole} adds up from attention ${contribution(of("a"))}, feed-forward layers ${contribution(of("f"))}${most} and the embedding ${contribution(of("embedding"))}.` };
}

/** Which head spoke loudest, and what it looked at. Its map is that of the token that was read there, so that token is locked. */
function whoSentence(head: Component | null, reading: Reading | null, target: string, position: number): Sentence {
  if (!head?.link) return { text: `No single head is known to raise ${target}.`, show: { tab: "contributions" }, where: "Contributions" };
  const { link, value } = head;
  const says = `Of all attention heads, ${nameOfLink(link)} raises ${target} most (${contribution(value)})`;
  const what = reading ? `; leaving the first token aside, it read ${reading.token} most (${percent(reading.weight)} of its attention)` : "";
  return { text: `${says}${what}.`, show: { ...link, t: position, over: "head" }, where: "Attention" };
}

/**
 * Three sentences about why the target, by fixed rules from measured numbers: when (lens), made of what (parts of the logit), and who
 * (the strongest head). `reading`: what that head read, where its attention was recorded.
 */
export function summarySentences(explanation: Explanation, nameOf: (id: number) => string, reading: Reading | null): Sentence[] {
  const parts = explanation.contributions ? partsOf(explanation.contributions) : null;
  const target = `${quoted(nameOf(explanation.target.id))}${explanation.foil ? ` over ${quoted(nameOf(explanation.foil.id))}` : ""}`;
  const sentences = [whenSentence(explanation, nameOf), whatSentence(explanation, parts, nameOf)];
  return parts ? [...sentences, whoSentence(strongest(explanation, "attention"), reading, target, explanation.position)] : sentences;
}
