import { z } from "zod";
import type { TripletTrial } from "../trial";
import { LONGEST_TEXT, type ReadSet, type SourceFile, unreadable } from "./imported-set";

const fileSchema = z.object({
  data: z.object({
    intrasentence: z.array(
      z.object({
        id: z.string().min(1).max(200),
        target: z.string().min(1).max(200),
        bias_type: z.string().min(1).max(100),
        sentences: z.array(z.object({ id: z.string(), sentence: z.string().max(LONGEST_TEXT), gold_label: z.string() })),
      }),
    ),
    intersentence: z.array(z.unknown()).optional(),
  }),
});

export function readStereoset(files: readonly SourceFile[]): ReadSet {
  const trials: TripletTrial[] = [];
  const leftOut: ReadSet["leftOut"] = [];
  let rows = 0;
  let between = 0;
  for (const file of files) {
    const items = parseFile(file);
    between += items.intersentence;
    for (const item of items.intrasentence) {
      rows += 1;
      const text = (label: string) => item.sentences.filter((s) => s.gold_label === label).map((s) => s.sentence);
      const [stereotype, ...more] = text("stereotype");
      const [antiStereotype, ...evenMore] = text("anti-stereotype");
      const [unrelated, ...most] = text("unrelated");
      const where = `${file.name}, id ${item.id}`;
      if (stereotype === undefined || antiStereotype === undefined || unrelated === undefined || more.length + evenMore.length + most.length > 0) {
        leftOut.push({ where, reason: "not exactly one sentence of each label" });
        continue;
      }
      trials.push({
        kind: "triplet",
        item: item.id,
        phrasing: "as-published",
        cluster: item.target,
        category: item.bias_type,
        control: null,
        target: item.target,
        stereotype,
        antiStereotype,
        unrelated,
      });
    }
  }
  return {
    trials,
    rows,
    leftOut,
    notes: between > 0 ? [`${between} intersentence items are not used: they need a next-sentence score.`] : [],
    plan: { name: "StereoSet by domain", metrics: ["stereoset.ss"], smallestEffect: { "stereoset.ss": 5 } },
    references: {},
  };
}

type Item = z.infer<typeof fileSchema>["data"]["intrasentence"][number];

function parseFile(file: SourceFile): { intrasentence: Item[]; intersentence: number } {
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch {
    throw unreadable(file.name, "JSON", "the file is not valid JSON");
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(file.name, issue?.path.join(".") ?? "", issue?.message ?? "unreadable");
  }
  return { intrasentence: parsed.data.data.intrasentence, intersentence: parsed.data.data.intersentence?.length ?? 0 };
}
