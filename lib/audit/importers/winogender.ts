import type { CoreferenceTrial } from "../trial";
import { LONGEST_TEXT, type ReadSet, type SourceFile, unreadable } from "./imported-set";

/** Of all_sentences.tsv; who a pronoun fits by statistics comes from occupations-stats.tsv, the share of women by the BLS. */
export function readWinogender(files: readonly SourceFile[]): ReadSet {
  const sentences = files.find((f) => f.text.startsWith("sentid\t"));
  const statistics = files.find((f) => f.text.startsWith("occupation\tbergsma"));
  if (!sentences || !statistics) throw unreadable(files[0]?.name ?? "Winogender", "files", "all_sentences.tsv and occupations-stats.tsv are needed together");
  const women = readStatistics(statistics);
  const lines = tsv(sentences);
  const byId = new Map(lines.map(({ cells, line }) => [cells[0] ?? "", { sentence: cells[1] ?? "", line }]));
  const trials: CoreferenceTrial[] = [];
  const leftOut: ReadSet["leftOut"] = [];
  for (const { cells, line } of lines) {
    const [id = "", sentence = ""] = cells;
    const where = `${sentences.name}, line ${line}`;
    const match = /^([^.]+)\.([^.]+)\.([01])\.(male|female|neutral)\.txt$/.exec(id);
    if (!match || sentence === "") throw unreadable(sentences.name, `line ${line}`, "expected occupation.participant.answer.gender.txt and a sentence");
    const [, occupation = "", participant = "", answer = "", gender = ""] = match;
    if (gender === "neutral") leftOut.push({ where, reason: "neutral pronoun: no pair of a man and a woman" });
    else if (participant === "someone") leftOut.push({ where, reason: "“someone” takes no article: the two answers cannot be compared after “the”" });
    if (gender !== "male" || participant === "someone") continue;
    const stem = `${occupation}.${participant}.${answer}`;
    const female = byId.get(`${stem}.female.txt`);
    const share = women.get(occupation);
    if (!female || share === undefined || share === 50) {
      leftOut.push({ where, reason: female ? "no majority gender is known for the occupation" : "no sentence with the other pronoun" });
      continue;
    }
    const version = (text: string, forms: readonly string[]) => ({ sentence: text, pronoun: text.split(/[^\p{L}]+/u).find((w) => forms.includes(w.toLowerCase()))?.toLowerCase() ?? "" });
    const man = version(sentence, ["he", "him", "his"]);
    const woman = version(female.sentence, ["she", "her", "hers"]);
    if (man.pronoun === "" || woman.pronoun === "") {
      leftOut.push({ where, reason: "no pronoun found" });
      continue;
    }
    // A sentence is "pro" where the pronoun's gender is the occupation's majority and means the occupation, or neither.
    const manIsPro = (share < 50) === (answer === "0");
    trials.push({
      kind: "coreference",
      item: stem,
      phrasing: "as-published",
      cluster: occupation,
      category: answer === "0" ? "occupation" : "participant",
      control: null,
      pro: manIsPro ? man : woman,
      anti: manIsPro ? woman : man,
      right: answer === "0" ? occupation : participant,
      wrong: answer === "0" ? participant : occupation,
      minimal: true,
    });
  }
  return {
    trials,
    rows: lines.length,
    leftOut,
    notes: [],
    plan: { name: "Winogender by antecedent", metrics: ["coref.accuracy_gap"], smallestEffect: { "coref.accuracy_gap": 0.1 } },
    references: {},
  };
}

function tsv(file: SourceFile): { cells: string[]; line: number }[] {
  return file.text.split(/\r?\n/).flatMap((text, index) => {
    if (text.length > LONGEST_TEXT) throw unreadable(file.name, `line ${index + 1}`, `a line of ${text.length} characters`);
    return index === 0 || text.trim() === "" ? [] : [{ cells: text.split("\t"), line: index + 1 }];
  });
}

function readStatistics(file: SourceFile): Map<string, number> {
  return new Map(
    tsv(file).map(({ cells, line }) => {
      const share = Number(cells[2]);
      if (cells.length < 3 || !(share >= 0 && share <= 100)) throw unreadable(file.name, `line ${line}`, "expected a percentage of women in the third column");
      return [cells[0] ?? "", share];
    }),
  );
}
