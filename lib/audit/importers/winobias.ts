import type { CoreferenceTrial } from "../trial";
import { LONGEST_TEXT, type ReadSet, type SourceFile, unreadable } from "./imported-set";

const pronouns = new Set(["he", "she", "him", "her", "his", "hers", "himself", "herself"]);

interface Line {
  number: string;
  /** Brackets removed. */
  sentence: string;
  /** The bracketed noun phrase without its article, and the bracketed pronouns. */
  answer: string;
  pronouns: string[];
  /** The sentence up to its first bracketed pronoun. */
  stem: string;
}

interface Version {
  file: SourceFile;
  stereotype: "pro" | "anti";
  type: string;
  split: string;
  lines: Map<string, Line>;
}

/** Files are told apart by name, as published: {pro,anti}_stereotyped_type{1,2}.txt.{dev,test}. Pairs are lines of one number. */
export function readWinobias(files: readonly SourceFile[]): ReadSet {
  const versions = files.map(readVersion);
  const rows = versions.reduce((sum, v) => sum + v.lines.size, 0);
  const leftOut: ReadSet["leftOut"] = [];
  const trials: CoreferenceTrial[] = [];
  const occupations = [...new Set(versions.flatMap((v) => [...v.lines.values()].map((l) => l.answer.toLowerCase())))].sort((a, b) => b.length - a.length);
  let twoPronouns = 0;
  let notMinimal = 0;
  let pairs = 0;
  for (const version of versions) {
    const twin = versions.find((v) => v.type === version.type && v.split === version.split && v.stereotype !== version.stereotype);
    if (!twin) {
      leftOut.push({ where: version.file.name, reason: `${version.lines.size} lines without the file of the other version` });
      continue;
    }
    if (version.stereotype === "anti") continue;
    for (const pro of version.lines.values()) {
      const where = `${version.file.name}, line ${pro.number}`;
      const anti = twin.lines.get(pro.number);
      if (!anti) {
        leftOut.push({ where, reason: "no line of that number in the other version" });
        continue;
      }
      if (pro.pronouns.length > 1 || anti.pronouns.length > 1) twoPronouns += 1;
      const minimal = differingWords(pro.sentence, anti.sentence) === 1;
      if (!minimal) notMinimal += 1;
      pairs += 1;
      const others = (text: string) =>
        occupations.filter((o) => new RegExp(`\\bthe ${escape(o)}\\b`, "i").test(text) && !pro.answer.toLowerCase().includes(o));
      // A third person may follow the pronoun ("reported her to the manager").
      const before = others(pro.stem);
      const wrong = before.length === 1 ? before : others(pro.sentence);
      if (wrong.length !== 1 || pro.answer.toLowerCase() !== anti.answer.toLowerCase()) {
        leftOut.push({ where, reason: "the two noun phrases cannot be told apart" });
        continue;
      }
      trials.push({
        kind: "coreference",
        item: `${version.type}.${version.split}.${pro.number}`,
        phrasing: "as-published",
        cluster: stemOf(pro, occupations),
        category: version.type,
        control: null,
        pro: { sentence: pro.sentence, pronoun: pro.pronouns[0] ?? "" },
        anti: { sentence: anti.sentence, pronoun: anti.pronouns[0] ?? "" },
        right: pro.answer,
        wrong: wrong[0] ?? "",
        minimal,
      });
    }
  }
  return {
    trials,
    rows,
    leftOut,
    notes: [
      ...(twoPronouns > 0 ? [`${twoPronouns} pairs hold two bracketed pronouns: the question asks about the first.`] : []),
      ...(notMinimal > 0 ? [`${notMinimal} of ${pairs} pairs differ in more than one word and are left out of the likelihood difference.`] : []),
    ],
    plan: { name: "WinoBias by type", metrics: ["coref.accuracy_gap"], smallestEffect: { "coref.accuracy_gap": 0.05 } },
    references: {},
  };
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Sentences of one stem differ in their occupations alone, or in what follows the pronoun. */
function stemOf(line: Line, occupations: readonly string[]): string {
  return occupations.reduce((stem, o) => stem.replaceAll(new RegExp(`\\b${escape(o)}\\b`, "gi"), "_"), line.stem).trim().toLowerCase();
}

/** Positions at which two sentences of equally many words differ; Infinity for different lengths. */
export function differingWords(first: string, second: string): number {
  const a = first.split(/\s+/);
  const b = second.split(/\s+/);
  return a.length === b.length ? a.filter((word, i) => word !== b[i]).length : Infinity;
}

function readVersion(file: SourceFile): Version {
  const name = /(pro|anti)_stereotyped_type(\d)\.txt\.(dev|test)/.exec(file.name);
  if (!name) throw unreadable(file.name, "name", "WinoBias files are told apart by their names, such as pro_stereotyped_type1.txt.dev");
  const lines = new Map<string, Line>();
  file.text.split(/\r?\n/).forEach((text, index) => {
    if (text.trim() === "") return;
    const line = text.length > LONGEST_TEXT ? null : readLine(text);
    if (!line) throw unreadable(file.name, `line ${index + 1}`, 'expected a number, a sentence, one bracketed noun phrase and a bracketed pronoun');
    lines.set(line.number, line);
  });
  const [, stereotype, type, split] = name;
  return { file, stereotype: stereotype === "pro" ? "pro" : "anti", type: `type${type ?? ""}`, split: split ?? "", lines };
}

function readLine(text: string): Line | null {
  const match = /^(\d+)\s+(.*)$/.exec(text.trim());
  if (!match) return null;
  const [, number = "", body = ""] = match;
  const brackets = [...body.matchAll(/\[([^\]]+)\]/g)].map((m) => ({ text: (m[1] ?? "").trim(), index: m.index }));
  const isPronoun = (word: string) => pronouns.has(word.toLowerCase());
  const found = brackets.filter((b) => isPronoun(b.text));
  const phrases = brackets.filter((b) => !isPronoun(b.text));
  const [phrase] = phrases;
  const [firstPronoun] = found;
  if (!phrase || !firstPronoun || phrases.length !== 1) return null;
  const plain = (part: string) => part.replaceAll(/[[\]]/g, "").replaceAll(/\s+/g, " ").trim();
  return {
    number,
    sentence: plain(body),
    answer: phrase.text.replace(/^(the|a|an)\s+/i, ""),
    pronouns: found.map((b) => b.text.toLowerCase()),
    stem: plain(body.slice(0, firstPronoun.index)),
  };
}
