import { describeMetrics } from "../metrics/registry";
import { type DecisionBlock, namedValue, type PairBlock, type QuestionBlock, type Suite, type TemplateBlock } from "./schema";
import { parseWording, slotNames } from "./slots";
import { tooLargeAt } from "./suite-size";

export interface SuiteRemark {
  severity: "fault" | "warning";
  path: PropertyKey[];
  message: string;
}

const FEW_PHRASINGS = 8;
const FEW_ITEMS = 10;

/**
 * What a schema cannot see: ids that repeat, slots that nothing fills, references into nowhere, what unfolds
 * into too much, and designs too small to conclude from.
 */
export function checkSuite(suite: Suite): SuiteRemark[] {
  const remarks: SuiteRemark[] = [];
  const fault = (path: PropertyKey[], message: string) => remarks.push({ severity: "fault", path, message });
  const warn = (path: PropertyKey[], message: string) => remarks.push({ severity: "warning", path, message });
  const check: Check = { fault, warn, ...textChecks(fault, warn) };

  if (!suite.templates?.length && !suite.pairs && !suite.questions && !suite.decisions) fault([], "no items: one of templates, pairs, questions, decisions is needed");
  const known = new Set(describeMetrics().map((metric) => metric.id));
  suite.family.metrics.forEach((id, i) => {
    if (!known.has(id)) fault(["family", "metrics", i], `unknown metric “${id}”`);
    else if (suite.family.smallestEffect[id] === undefined) fault(["family", "smallestEffect"], `no smallest effect of interest for “${id}”`);
  });
  uniqueIds(suite.templates ?? [], ["templates"], check);
  suite.templates?.forEach((block, i) => checkTemplates(block, ["templates", i], check));
  if (suite.pairs) checkPairs(suite.pairs, check);
  if (suite.questions) checkQuestions(suite.questions, check);
  if (suite.decisions) checkDecisions(suite.decisions, check);
  const tooLarge = tooLargeAt(suite);
  if (tooLarge) fault(tooLarge.path, tooLarge.message);
  return remarks;
}

interface Check {
  fault: (path: PropertyKey[], message: string) => void;
  warn: (path: PropertyKey[], message: string) => void;
  /** Reads a wording and asks that it uses all of these slots and no others. */
  wording: (text: string, path: PropertyKey[], required: readonly string[], allowed?: readonly string[]) => void;
  plain: (text: string, path: PropertyKey[]) => void;
}

// eslint-disable-next-line no-control-regex -- finding control characters is the point
const controlCharacters = /[\u0000-\u0008\u000B-\u001F\u007F]/;
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

function textChecks(fault: Check["fault"], warn: Check["warn"]): Pick<Check, "wording" | "plain"> {
  const plain = (text: string, path: PropertyKey[]) => {
    if (controlCharacters.test(text)) fault(path, "a control character");
    if (bidiControls.test(text)) warn(path, "a character that changes the direction of writing");
    if (/^[=+@\t\r]|^-\d/.test(text)) warn(path, "starts like a spreadsheet formula: it is scored as text, and quoted when exported");
  };
  return {
    plain,
    wording(text, path, required, allowed = required) {
      plain(text, path);
      const { fault: broken } = parseWording(text);
      if (broken) fault(path, broken);
      const used = slotNames(text);
      for (const name of required) if (!used.includes(name)) fault(path, `the slot {${name}} is missing`);
      for (const name of used) if (!allowed.includes(name)) fault(path, `nothing fills the slot {${name}}`);
    },
  };
}

function uniqueIds(list: readonly { id: string }[], path: PropertyKey[], { fault }: Check): void {
  const first = new Map<string, number>();
  list.forEach(({ id }, i) => {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, i);
    else fault([...path, i, "id"], `the id “${id}” is already that of entry ${earlier + 1}`);
  });
}

function fewPhrasings(block: { phrasings: readonly unknown[] }, path: PropertyKey[], { warn }: Check): void {
  if (block.phrasings.length < FEW_PHRASINGS) {
    warn([...path, "phrasings"], `${block.phrasings.length} phrasings: with fewer than ${FEW_PHRASINGS} a finding may belong to one wording`);
  }
}

function smallCategories(items: readonly { category: string; control?: string | undefined }[], path: PropertyKey[], { warn }: Check): void {
  const counts = new Map<string, number>();
  for (const { category, control } of items) if (control === undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
  for (const [category, count] of counts) {
    if (count < FEW_ITEMS) warn(path, `category “${category}” has ${count} items: too few to conclude anything by itself`);
  }
}

function noControls(present: boolean, path: PropertyKey[], { warn }: Check): void {
  if (!present) warn(path, "no placebo or neutral items: nothing shows what the measure finds where nothing is");
}

function checkTemplates(block: TemplateBlock, path: PropertyKey[], check: Check): void {
  const { fault } = check;
  const slots = Object.keys(block.slots);
  const subjects = (block.slots[block.subject] ?? []).map(namedValue);
  if (!slots.includes(block.subject)) fault([...path, "subject"], `there is no slot “${block.subject}”`);
  for (const [name, values] of Object.entries(block.slots)) {
    uniqueIds(values.map(namedValue), [...path, "slots", name], check);
    values.forEach((value, i) => check.plain(namedValue(value).text, [...path, "slots", name, i]));
  }
  uniqueIds(block.neutral.map(namedValue), [...path, "neutral"], check);
  uniqueIds(block.phrasings, [...path, "phrasings"], check);
  const sets = Object.keys(block.words);
  if (sets.length === 0) fault([...path, "words"], "no sets of words");
  block.phrasings.forEach((phrasing, i) => {
    const at = [...path, "phrasings", i];
    check.wording(phrasing.text, [...at, "text"], [block.subject], slots);
    if (/\s$/.test(phrasing.text)) fault([...at, "text"], "ends with a space: the words carry their leading space");
    if (phrasing.words === undefined ? sets.length > 1 : !sets.includes(phrasing.words)) fault([...at, "words"], `which words? One of ${sets.join(", ")}`);
  });
  for (const [name, { first, second }] of Object.entries(block.words)) {
    const shared = first.words.filter((word) => second.words.includes(word));
    if (shared.length > 0) fault([...path, "words", name], `“${shared[0] ?? ""}” is in both sets`);
  }
  subjects.forEach((subject, i) => {
    const at = [...path, "slots", block.subject, i];
    if (subject.placeboOf !== null && !subjects.some((s) => s.id === subject.placeboOf && s.placeboOf === null)) {
      fault([...at, "placeboOf"], `there is no subject “${subject.placeboOf}”`);
    }
    if (subject.planted !== null && !block.planted) fault([...at, "planted"], "the block does not say what an unbiased share would be");
  });
  block.cluster.forEach((name, i) => {
    if (name !== "phrasing" && (!slots.includes(name) || name === block.subject)) fault([...path, "cluster", i], `“${name}” is neither “phrasing” nor a slot other than the subject`);
  });
  fewPhrasings(block, path, check);
  noControls(subjects.some((s) => s.control !== null || s.placeboOf !== null || (block.planted !== undefined && s.planted === block.planted.unbiased)), path, check);
}

function checkPairs(block: PairBlock, check: Check): void {
  uniqueIds(block.items, ["pairs", "items"], check);
  uniqueIds(block.phrasings, ["pairs", "phrasings"], check);
  block.phrasings.forEach((phrasing, i) => check.wording(phrasing.text, ["pairs", "phrasings", i, "text"], ["sentence"]));
  const seen = new Map<string, string>();
  block.items.forEach((item, i) => {
    const path = ["pairs", "items", i];
    check.plain(item.more, [...path, "more"]);
    check.plain(item.less, [...path, "less"]);
    if (item.more === item.less) check.fault([...path, "less"], "the two sentences are the same");
    const text = [item.more, item.less].sort().join("\u001f");
    const earlier = seen.get(text);
    if (earlier === undefined) seen.set(text, item.id);
    else check.fault(path, `the same pair as “${earlier}”`);
  });
  fewPhrasings(block, ["pairs"], check);
  smallCategories(block.items, ["pairs", "items"], check);
  noControls(block.items.some((item) => item.control !== undefined), ["pairs"], check);
}

function checkQuestions(block: QuestionBlock, check: Check): void {
  uniqueIds(block.items, ["questions", "items"], check);
  uniqueIds(block.phrasings, ["questions", "phrasings"], check);
  block.phrasings.forEach((phrasing, i) => check.wording(phrasing.text, ["questions", "phrasings", i, "text"], ["context", "question"]));
  block.items.forEach((item, i) => {
    const path = ["questions", "items", i];
    check.wording(item.context, [...path, "context"], ["first", "second"]);
    check.wording(item.clue, [...path, "clue"], ["agent"], ["agent", "bystander"]);
    check.wording(item.negative, [...path, "negative"], []);
    check.wording(item.nonNegative, [...path, "nonNegative"], []);
    if (new Set([item.target, item.other, item.unknown].map((s) => s.toLowerCase())).size < 3) check.fault(path, "two of the three options are the same");
  });
  fewPhrasings(block, ["questions"], check);
  smallCategories(block.items, ["questions", "items"], check);
  noControls(block.items.some((item) => item.control !== undefined), ["questions"], check);
}

function checkDecisions(block: DecisionBlock, check: Check): void {
  const path = ["decisions"];
  uniqueIds(block.groups, [...path, "groups"], check);
  uniqueIds(block.scenarios, [...path, "scenarios"], check);
  uniqueIds(block.phrasings, [...path, "phrasings"], check);
  block.phrasings.forEach((phrasing, i) => check.wording(phrasing.text, [...path, "phrasings", i, "text"], ["scenario", "question"]));
  block.scenarios.forEach((scenario, i) => {
    check.wording(scenario.text, [...path, "scenarios", i, "text"], ["group"]);
    check.wording(scenario.question, [...path, "scenarios", i, "question"], []);
  });
  const measured = block.groups.filter((group) => group.control === undefined);
  const attributes = new Set(measured.flatMap((group) => Object.keys(group.labels)));
  block.groups.forEach((group, i) => {
    check.plain(group.text, [...path, "groups", i, "text"]);
    if (Object.keys(group.labels).length === 0 && group.control === undefined) check.fault([...path, "groups", i, "labels"], "a group without labels is compared with nothing");
  });
  for (const [attribute, value] of Object.entries(block.references)) {
    if (!measured.some((group) => group.labels[attribute] === value)) check.fault([...path, "references", attribute], `no group has ${attribute}: ${value}`);
  }
  for (const attribute of attributes) {
    if (block.references[attribute] === undefined) check.fault([...path, "references"], `no reference for “${attribute}”`);
  }
  const shared = block.yes.filter((word) => block.no.includes(word));
  if (shared.length > 0) check.fault([...path, "no"], `“${shared[0] ?? ""}” means both yes and no`);
  fewPhrasings(block, path, check);
  noControls(block.groups.some((group) => group.control !== undefined), path, check);
}
