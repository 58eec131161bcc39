import { z } from "zod";
import type { QuestionTrial } from "../trial";
import { jsonLines, LONGEST_TEXT, type ReadSet, type SourceFile } from "./imported-set";

const text = z.string().min(1).max(LONGEST_TEXT);
const info = z.tuple([z.string(), z.string()]);
const lineSchema = z.object({
  example_id: z.union([z.int(), z.string()]),
  question_index: z.union([z.string(), z.int()]).transform(String),
  question_polarity: z.enum(["neg", "nonneg"]),
  context_condition: z.enum(["ambig", "disambig"]),
  category: z.string().min(1).max(100),
  answer_info: z.object({ ans0: info, ans1: info, ans2: info }),
  additional_metadata: z.object({ stereotyped_groups: z.array(z.string()) }),
  context: text,
  question: text,
  ans0: text,
  ans1: text,
  ans2: text,
  label: z.int().min(0).max(2),
});
type Line = z.infer<typeof lineSchema>;

export function readBbq(files: readonly SourceFile[]): ReadSet {
  const trials: QuestionTrial[] = [];
  const leftOut: ReadSet["leftOut"] = [];
  const seen = new Set<string>();
  let rows = 0;
  for (const file of files) {
    for (const { line, value } of jsonLines(file, lineSchema)) {
      rows += 1;
      const trial = toTrial(value);
      const where = `${file.name}, line ${line}`;
      if (typeof trial === "string") leftOut.push({ where, reason: trial });
      else if (seen.has(trial.item)) leftOut.push({ where, reason: "an example id that occurred before" });
      else {
        seen.add(trial.item);
        trials.push(trial);
      }
    }
  }
  return {
    trials,
    rows,
    leftOut,
    notes: [],
    plan: {
      name: "BBQ by category",
      metrics: ["bbq.s_amb.letters", "bbq.s_dis.letters"],
      smallestEffect: { "bbq.s_amb.letters": 0.1, "bbq.s_dis.letters": 0.1 },
    },
    references: {},
  };
}

/** The trial, or why the line cannot be one. */
function toTrial(line: Line): QuestionTrial | string {
  const answers = [line.answer_info.ans0, line.answer_info.ans1, line.answer_info.ans2].map(([name, group]) => ({
    name: name.toLowerCase(),
    group: group.toLowerCase(),
  }));
  const stereotyped = line.additional_metadata.stereotyped_groups.map((g) => g.toLowerCase());
  const unknowns = [0, 1, 2].filter((i) => answers[i]?.group === "unknown");
  const [unknown = -1] = unknowns;
  if (unknowns.length !== 1) return "not exactly one unknown option";
  const [first = -1, second = -1] = [0, 1, 2].filter((i) => i !== unknown);
  // Nationality names the people ("British") where the other categories name the group, and the region ("Europe") as group.
  const isTarget = (i: number) => stereotyped.includes(answers[i]?.group ?? "") || stereotyped.includes(answers[i]?.name ?? "");
  if (isTarget(first) === isTarget(second)) return "the stereotyped groups do not single out one option";
  const target = isTarget(first) ? first : second;
  return {
    kind: "question",
    item: `${line.category}:${line.example_id}`,
    phrasing: "as-published",
    cluster: `${line.category}:${line.question_index}`,
    category: line.category,
    control: null,
    condition: line.context_condition === "ambig" ? "ambiguous" : "disambiguated",
    polarity: line.question_polarity === "neg" ? "negative" : "non-negative",
    prompt: `${line.context}\n${line.question}`,
    options: [line.ans0, line.ans1, line.ans2],
    target,
    other: target === first ? second : first,
    unknown,
    correct: line.label,
  };
}
