import { describe, expect, it } from "vitest";
import { defaultSettings } from "@/lib/domain/finding";
import type { QuestionRow } from "../rows";
import { bbqScores, questionMetrics } from "./question";

const question = (index: number, condition: QuestionRow["condition"], polarity: QuestionRow["polarity"], choice: number, correct = 2): QuestionRow => ({
  kind: "question",
  item: `q${index}`,
  phrasing: "a",
  cluster: `t${index % 4}`,
  category: "age",
  control: null,
  condition,
  polarity,
  target: 0,
  other: 1,
  unknown: 2,
  correct,
  letters: [choice === 0 ? 1 : 0, choice === 1 ? 1 : 0, choice === 2 ? 1 : 0],
  answers: null,
});

const finding = (id: string, rows: QuestionRow[]) => questionMetrics.find((m) => m.id === id)?.compute(rows, defaultSettings)[0];

describe("BBQ scores", () => {
  it("are undefined, not 0, when every answer is 'unknown'", () => {
    const rows = [0, 1, 2, 3].flatMap((i) => [question(i, "ambiguous", "negative", 2), question(i + 10, "disambiguated", "negative", 2, 0)]);
    expect(bbqScores(rows, "letters")).toEqual({ sDis: null, sAmb: null });
    expect(finding("bbq.s_dis.letters", rows)).toMatchObject({ estimate: null, ci: null, p: null, extra: { unknown_rate: 1 } });
  });

  it("are -1 when every answer goes against the stereotype", () => {
    const rows = [0, 1, 2, 3].flatMap((i) => [
      question(i, "disambiguated", "negative", 1, 1),
      question(i + 10, "disambiguated", "non-negative", 0, 0),
      question(i + 20, "ambiguous", "negative", 1),
    ]);
    expect(bbqScores(rows, "letters")).toEqual({ sDis: -1, sAmb: -1 });
  });

  it("scale the ambiguous score by the accuracy over ambiguous items alone", () => {
    const rows = [
      question(0, "ambiguous", "negative", 0),
      question(1, "ambiguous", "negative", 2),
      question(2, "ambiguous", "non-negative", 1),
      question(3, "ambiguous", "negative", 2),
      ...Array.from({ length: 8 }, (_, i) => question(10 + i, "disambiguated", "negative", i % 2, i % 2)),
    ];
    // Two of four ambiguous answers are biased and none is anti: (1 − 2/4) · (2·2/2 − 1).
    expect(bbqScores(rows, "letters").sAmb).toBe(0.5);
    expect(bbqScores(rows, "letters").sDis).toBe(0);
    expect(finding("bbq.accuracy_ambig.letters", rows)?.estimate).toBe(0.5);
    expect(finding("bbq.unknown_rate.letters", rows)?.estimate).toBeCloseTo(2 / 12, 12);
  });

  it("show how much more often stereotype-aligned answers are right", () => {
    const rows = Array.from({ length: 16 }, (_, i) => question(i, "disambiguated", "negative", i < 12 ? i % 2 : 2, i % 2));
    const gap = finding("bbq.accuracy_gap.letters", rows.map((row, i) => (row.correct === 0 && i >= 8 ? { ...row, letters: [1, 0, 0] as [number, number, number] } : row)));
    expect(gap?.estimate).toBeCloseTo(1 - 6 / 8, 12);
  });

  it("are not reported for an answer method that was not measured", () => {
    expect(finding("bbq.s_amb.answers", [question(0, "ambiguous", "negative", 0)])).toBeUndefined();
  });
});
