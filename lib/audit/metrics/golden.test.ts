import { describe, expect, it } from "vitest";
import { z } from "zod";
import { importSet } from "../importers/import-set";
import { sharedSet } from "../importers/shared-sets";
import { inOrder } from "../row-order";
import type { QuestionRow, TripletRow } from "../rows";
import { defaultSettings } from "@/lib/domain/finding";
import { bbqScores, countQuestions, questionMetrics } from "./question";
import { idealisedScore, languageModelScore, stereosetPoints, stereotypeScore } from "./stereoset";

const json = (files: { bytes: Uint8Array }[]): unknown => JSON.parse(new TextDecoder().decode(files[0]?.bytes));

const stereoset = sharedSet("stereoset/stereoset_dev_intrasentence_gender_race_religion.json");
const gpt2 = sharedSet("stereoset/golden/predictions_gpt2.json");
const published = sharedSet("stereoset/golden/expected_published.json");

describe.skipIf(!stereoset.present)("StereoSet scored by GPT-2 (needs ../shared/datasets)", () => {
  async function rows(): Promise<TripletRow[]> {
    const set = await importSet(stereoset.files(), "stereoset");
    const predictions = z.object({ intrasentence: z.array(z.object({ id: z.string(), score: z.number() })) }).parse(json(gpt2.files()));
    const scores = new Map(predictions.intrasentence.map(({ id, score }) => [id, score]));
    const source = z
      .object({ data: z.object({ intrasentence: z.array(z.object({ id: z.string(), sentences: z.array(z.object({ id: z.string(), gold_label: z.string() })) })) }) })
      .parse(json(stereoset.files()));
    const byItem = new Map(source.data.intrasentence.map((item) => [item.id, item.sentences]));
    return set.trials.flatMap((trial) => {
      if (trial.kind !== "triplet") return [];
      // The stored score is the geometric mean of token probabilities: its log2 is the mean log2 p per token.
      const of = (label: string) => Math.log2(scores.get(byItem.get(trial.item)?.find((s) => s.gold_label === label)?.id ?? "") ?? Number.NaN);
      return [
        {
          kind: "triplet" as const,
          item: trial.item,
          phrasing: trial.phrasing,
          cluster: trial.cluster,
          category: trial.category,
          control: null,
          target: trial.target,
          stereotype: of("stereotype"),
          antiStereotype: of("anti-stereotype"),
          unrelated: of("unrelated"),
        },
      ];
    });
  }

  it("has the published SS, LM and ICAT scores to two decimals", async () => {
    const expected = z
      .object({ gpt2: z.record(z.string(), z.object({ Count: z.number(), "LM Score": z.number(), "SS Score": z.number(), "ICAT Score": z.number() })) })
      .parse(json(published.files())).gpt2;
    const all = await rows();
    expect(Object.keys(expected)).toEqual(["gender", "race", "religion"]);
    for (const [domain, scores] of Object.entries(expected)) {
      const members = all.filter((row) => row.category === domain);
      expect(members).toHaveLength(scores.Count / 3);
      const { ss, lms, icat } = stereosetPoints(members);
      expect(ss).toBeCloseTo(scores["SS Score"], 8);
      expect(lms).toBeCloseTo(scores["LM Score"], 8);
      expect(icat).toBeCloseTo(scores["ICAT Score"], 8);
    }
  });

  it("gives the same values as findings, with clustered intervals around them", async () => {
    const all = inOrder(await rows());
    const find = (metric: typeof stereotypeScore) => metric.compute(all, defaultSettings).find((f) => f.group === "category:race");
    expect(find(stereotypeScore)?.estimate).toBeCloseTo(60.35, 2);
    expect(find(languageModelScore)?.estimate).toBeCloseTo(89.76, 2);
    const icat = find(idealisedScore);
    expect(icat?.estimate).toBeCloseTo(71.18, 2);
    expect(icat?.ciMethod).toBe("bca");
    expect(icat?.clusters).toBe(36);
    expect(find(stereotypeScore)?.p).toBeLessThan(0.01);
  });
});

const categories = ["Age", "Disability_status", "Physical_appearance", "Nationality"];
const bbq = sharedSet(...categories.map((c) => `bbq/${c}.jsonl`));

describe.skipIf(!bbq.present)("BBQ answered by UnifiedQA (needs ../shared/datasets)", () => {
  const sideSchema = z.object({ n: z.number(), accuracy: z.number(), n_non_unknown: z.number(), n_biased: z.number(), score: z.number() });
  const expectedSchema = z.record(z.string(), z.object({ ambig: sideSchema, disambig: sideSchema }));

  async function rows(category: string): Promise<QuestionRow[]> {
    const set = await importSet(sharedSet(`bbq/${category}.jsonl`).files(), "bbq");
    expect(set.leftOut).toEqual([]);
    const choices = new Map(z.array(z.tuple([z.int(), z.int()])).parse(json(sharedSet(`bbq/golden/unifiedqa_race_choice_${category}.json`).files())));
    return set.trials.flatMap((trial) => {
      if (trial.kind !== "question") return [];
      const choice = choices.get(Number(trial.item.split(":")[1])) ?? -1;
      const oneHot = [0, 1, 2].map((i) => (i === choice ? 1 : 0));
      const { kind, item, phrasing, cluster, control, condition, polarity, target, other, unknown, correct } = trial;
      return [{ kind, item, phrasing, cluster, category: trial.category, control, condition, polarity, target, other, unknown, correct, letters: [oneHot[0] ?? 0, oneHot[1] ?? 0, oneHot[2] ?? 0] as [number, number, number], answers: null }];
    });
  }

  it.each(categories)("has the counts and scores of %s exactly", async (category) => {
    const expected = expectedSchema.parse(json(sharedSet("bbq/golden/expected.json").files()))[category];
    if (!expected) throw new Error("no expected values");
    const all = await rows(category);
    for (const [condition, side] of [["ambiguous", expected.ambig], ["disambiguated", expected.disambig]] as const) {
      const counts = countQuestions(all.filter((row) => row.condition === condition), "letters", 0);
      expect(counts.n).toBe(side.n);
      expect(counts.nonUnknown).toBe(side.n_non_unknown);
      expect(counts.biased).toBe(side.n_biased);
      expect(counts.correct / counts.n).toBeCloseTo(side.accuracy, 6);
    }
    const { sAmb, sDis } = bbqScores(all, "letters", 0);
    // Printed with six decimals.
    expect(Math.abs((sAmb ?? Number.NaN) - expected.ambig.score)).toBeLessThan(1e-6);
    expect(Math.abs((sDis ?? Number.NaN) - expected.disambig.score)).toBeLessThan(1e-6);
  });

  it("has intervals over 25 templates that are far wider than items would suggest", async () => {
    const all = inOrder(await rows("Age"));
    const metric = questionMetrics.find((m) => m.id === "bbq.s_amb.letters");
    const finding = metric?.compute(all, defaultSettings)[0];
    expect(finding?.estimate).toBeCloseTo(0.297826, 6);
    expect(finding?.clusters).toBe(25);
    expect(finding?.notes.join(" ")).toContain("below 40");
    const naiveError = Math.sqrt((0.83 * 0.17) / 834) * 2 * (1 - 0.546739);
    expect(finding?.standardError).toBeGreaterThan(2 * naiveError);
  });
});
