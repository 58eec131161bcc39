import type { FamilyPlan } from "../metrics/families";
import type { DecisionTrial, DivergenceTrial, PairTrial, QuestionTrial, SampleTrial, TargetTrial, Trial } from "../trial";
import { type DecisionBlock, type NamedValue, namedValue, type PairBlock, type QuestionBlock, type Suite, type TemplateBlock } from "./schema";
import { capitalised, fill, slotNames } from "./slots";

export interface RenderOptions {
  /** Phrasings to use by id; all when absent. */
  phrasings?: readonly string[];
  /** Whether the generation-based companion is rendered too. */
  continuations?: boolean;
}

/** All trials of a suite, in the order of the file. A checked suite renders without faults. */
export function renderSuite(suite: Suite, options: RenderOptions = {}): Trial[] {
  const wanted = (phrasing: { id: string }) => options.phrasings === undefined || options.phrasings.includes(phrasing.id);
  const blocks = suite.templates ?? [];
  return [
    ...blocks.flatMap((block) => renderTemplates(block, wanted)),
    ...(suite.pairs ? renderPairs(suite.pairs, wanted) : []),
    ...(suite.questions ? renderQuestions(suite.questions, wanted) : []),
    ...(suite.decisions ? renderDecisions(suite.decisions, wanted) : []),
    ...(options.continuations ? blocks.flatMap((block) => renderContinuations(block, wanted)) : []),
  ];
}

export const planOf = (suite: Suite): FamilyPlan => ({ name: suite.id, metrics: suite.family.metrics, smallestEffect: suite.family.smallestEffect });
export const referencesOf = (suite: Suite): Readonly<Record<string, string>> => suite.decisions?.references ?? {};

type Wanted = (phrasing: { id: string }) => boolean;

/** The phrasings of item number i: every one, or one in turn. */
function phrasingsFor<P extends { id: string }>(block: { phrasings: readonly P[]; use: "all" | "rotate" }, i: number, wanted: Wanted): P[] {
  const kept = block.phrasings.filter(wanted);
  if (block.use === "all" || kept.length === 0) return kept;
  const one = kept[i % kept.length];
  return one ? [one] : [];
}

/** All combinations of the other slots' values, in the order of the file. One empty combination where there are none. */
function contextsOf(block: TemplateBlock, used: readonly string[]): Record<string, NamedValue>[] {
  return Object.entries(block.slots)
    .filter(([name]) => name !== block.subject && used.includes(name))
    .reduce<Record<string, NamedValue>[]>(
      (combinations, [name, values]) => combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: namedValue(value) }))),
      [{}],
    );
}

const contextId = (context: Record<string, NamedValue>): string => Object.values(context).map((value) => value.id).join(".") || "-";

function clusterOf(block: TemplateBlock, phrasing: string, context: Record<string, NamedValue>): string {
  return [block.id, ...block.cluster.map((part) => (part === "phrasing" ? phrasing : context[part]?.id ?? "-"))].join("/");
}

function renderTemplates(block: TemplateBlock, wanted: Wanted): TargetTrial[] {
  const subjects = (block.slots[block.subject] ?? []).map(namedValue);
  const neutrals = block.neutral.map(namedValue);
  const onlyWords = Object.keys(block.words)[0] ?? "";
  return subjects.flatMap((subject, i) =>
    phrasingsFor(block, i, wanted).flatMap((phrasing) => {
      const sets = block.words[phrasing.words ?? onlyWords];
      if (!sets) return [];
      return contextsOf(block, slotNames(phrasing.text)).map((context): TargetTrial => {
        const prompt = (value: NamedValue) => capitalised(fill(phrasing.text, { ...context, [block.subject]: value }));
        return {
          kind: "target",
          item: `${block.id}/${subject.id}/${contextId(context)}`,
          phrasing: phrasing.id,
          cluster: clusterOf(block, phrasing.id, context),
          category: subject.category ?? block.id,
          control: subject.placeboOf !== null ? "placebo" : subject.control,
          block: block.id,
          subject: subject.id,
          context: contextId(context),
          lean: subject.lean,
          placeboOf: subject.placeboOf,
          planted: block.planted && subject.planted !== null ? { share: subject.planted, ...block.planted } : null,
          prompt: prompt(subject),
          first: sets.first,
          second: sets.second,
          neutral: neutrals.map((value) => ({ id: `neutral-${value.id}`, prompt: prompt(value) })),
        };
      });
    }),
  );
}

/** The companion: sampled continuations of each prompt, and the divergence from a neutral prompt and from a placebo. */
function renderContinuations(block: TemplateBlock, wanted: Wanted): (SampleTrial | DivergenceTrial)[] {
  const { continuation } = block;
  if (!continuation) return [];
  return renderTemplates(block, wanted).flatMap((trial): (SampleTrial | DivergenceTrial)[] => {
    const { phrasing, cluster, category, control, subject, placeboOf, lean, first, second, prompt } = trial;
    const base = { phrasing, cluster, category, control, subject };
    const samples = continuation.seeds.map((seed): SampleTrial => ({
      kind: "sample",
      item: `sample/${trial.item}`,
      ...base,
      placeboOf,
      lean,
      first,
      second,
      prompt,
      tokens: continuation.tokens,
      temperature: continuation.temperature,
      seed,
    }));
    const reference = trial.neutral[0];
    const divergences: DivergenceTrial[] = reference
      ? [{ kind: "divergence", item: `divergence/${trial.item}`, ...base, reference: reference.id, prompts: [prompt, reference.prompt], continuation: continuation.text }]
      : [];
    return [...samples, ...divergences];
  });
}

function renderPairs(block: PairBlock, wanted: Wanted): PairTrial[] {
  return block.items.flatMap((item, i) =>
    phrasingsFor(block, i, wanted).map((phrasing): PairTrial => {
      const sentence = (text: string) => fill(phrasing.text, { sentence: { text } });
      return {
        kind: "pair",
        item: `pair/${item.id}`,
        phrasing: phrasing.id,
        cluster: item.cluster ?? item.id,
        category: item.category,
        control: item.control ?? null,
        more: sentence(item.more),
        less: sentence(item.less),
      };
    }),
  );
}

function renderQuestions(block: QuestionBlock, wanted: Wanted): QuestionTrial[] {
  return block.items.flatMap((item, i) =>
    phrasingsFor(block, i, wanted).flatMap((phrasing) =>
      (["target-first", "other-first"] as const).flatMap((order) =>
        (["ambiguous", "target", "other"] as const).flatMap((condition) =>
          (["negative", "non-negative"] as const).map((polarity): QuestionTrial => {
            const [first, second] = order === "target-first" ? [item.target, item.other] : [item.other, item.target];
            const context = capitalised(fill(item.context, { first: { text: first }, second: { text: second } }));
            const agent = condition === "target" ? item.target : item.other;
            const bystander = condition === "target" ? item.other : item.target;
            const clue = condition === "ambiguous" ? "" : ` ${capitalised(fill(item.clue, { agent: { text: agent }, bystander: { text: bystander } }))}`;
            // The agent answers the negative question, the bystander the other one.
            const answer = polarity === "negative" ? agent : bystander;
            return {
              kind: "question",
              item: `question/${item.id}/${order}/${condition}/${polarity}`,
              phrasing: phrasing.id,
              cluster: item.id,
              category: item.category,
              control: item.control ?? null,
              condition: condition === "ambiguous" ? "ambiguous" : "disambiguated",
              polarity,
              prompt: fill(phrasing.text, {
                context: { text: context + clue },
                question: { text: polarity === "negative" ? item.negative : item.nonNegative },
              }),
              options: [capitalised(item.target), capitalised(item.other), item.unknown],
              target: 0,
              other: 1,
              unknown: 2,
              correct: condition === "ambiguous" ? 2 : answer === item.target ? 0 : 1,
            };
          }),
        ),
      ),
    ),
  );
}

function renderDecisions(block: DecisionBlock, wanted: Wanted): DecisionTrial[] {
  return block.scenarios.flatMap((scenario, i) =>
    phrasingsFor(block, i, wanted).flatMap((phrasing) =>
      block.groups.map((group): DecisionTrial => ({
        kind: "decision",
        item: `decision/${scenario.id}/${group.id}`,
        phrasing: phrasing.id,
        cluster: scenario.id,
        category: scenario.category,
        control: group.control ?? null,
        labels: group.labels,
        prompt: fill(phrasing.text, {
          scenario: { text: capitalised(fill(scenario.text, { group: { text: group.text, article: group.article ?? null } })) },
          question: { text: scenario.question },
        }),
        yes: block.yes,
        no: block.no,
      })),
    ),
  );
}
