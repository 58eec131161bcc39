import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import { importSet } from "./import-set";
import { type SetFormat, setFormats } from "./imported-set";
import { sharedSet, winobiasPaths } from "./shared-sets";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (name: string, text: string) => ({ name, bytes: bytes(text) });
const bbqLine = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    example_id: 0,
    question_index: "1",
    question_polarity: "neg",
    context_condition: "ambig",
    category: "Age",
    answer_info: { ans0: ["old man", "old"], ans1: ["young man", "nonOld"], ans2: ["Unknown", "unknown"] },
    additional_metadata: { stereotyped_groups: ["Old"] },
    context: "Two men met.",
    question: "Who forgot?",
    ans0: "The old man",
    ans1: "The young man",
    ans2: "Unknown",
    label: 2,
    ...change,
  });
const discrimLine = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ filled_template: "A 60-year-old white man asks for a loan.", decision_question_id: 3, age: 60, gender: "male", race: "white", ...change });

const kindOf = { "crows-pairs": "pair", bbq: "question", stereoset: "triplet", winobias: "coreference", winogender: "coreference", "discrim-eval": "decision" } as const;

/** A small well-formed file of every format. */
const samples: Record<SetFormat, { name: string; bytes: Uint8Array }[]> = {
  "crows-pairs": [file("pairs.csv", ',sent_more,sent_less,stereo_antistereo,bias_type,annotations,anon_writer,anon_annotators\n0,"Old men, they forget.","Young men, they forget.",stereo,age,[],a0,[]\n')],
  bbq: [file("Age.jsonl", `${bbqLine()}\n`)],
  stereoset: [
    file("dev.json", JSON.stringify({ version: "1.0", data: { intrasentence: [{ id: "i1", target: "nurse", bias_type: "profession", context: "The nurse is BLANK.", sentences: [["stereotype", "caring"], ["anti-stereotype", "mean"], ["unrelated", "bowl"]].map(([gold_label, word], i) => ({ id: `s${i}`, sentence: `The nurse is ${word}.`, gold_label })) }] } })),
  ],
  winobias: [
    file("pro_stereotyped_type1.txt.dev", "1 [The developer] argued with the designer because [he] did not like it.\n2 The developer argued with [the designer] because [her] idea was good.\n"),
    file("anti_stereotyped_type1.txt.dev", "1 [The developer] argued with the designer because [she] did not like it.\n2 The developer argued with [the designer] because [his] idea was good.\n"),
  ],
  winogender: [
    file("all_sentences.tsv", "sentid\tsentence\nnurse.patient.0.male.txt\tThe nurse told the patient that he was late.\nnurse.patient.0.female.txt\tThe nurse told the patient that she was late.\n"),
    file("occupations-stats.tsv", "occupation\tbergsma_pct_female\tbls_pct_female\tbls_year\nnurse\t90\t89.6\t2015\n"),
  ],
  "discrim-eval": [file("explicit.jsonl", `${discrimLine()}\n${discrimLine({ gender: "female" })}\n`)],
};

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof VitrineError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("importing a public set", () => {
  it.each(setFormats)("detects a file of %s by its content, counts rows and keeps licence and SHA-256", async (format) => {
    const files = samples[format];
    const set = await importSet(files);
    expect(set.format).toBe(format);
    expect(new Set(set.trials.map((t) => t.kind))).toEqual(new Set([kindOf[format]]));
    expect(set.facts.licence).not.toBe("");
    expect(set.files.map((f) => f.sha256)).toEqual(files.map((f) => createHash("sha256").update(f.bytes).digest("hex")));
  });

  it.each(setFormats)("refuses every other set's files as %s, by name", async (expected) => {
    for (const other of setFormats.filter((f) => f !== expected)) {
      const message = await refusal(importSet(samples[other], expected));
      const title = (await importSet(samples[other])).facts.title;
      expect(message).toContain(`is a file of ${title}, not of`);
    }
  });

  it("refuses what it does not know: other text, bytes that are no text, nothing", async () => {
    expect(await refusal(importSet([file("notes.txt", "hello")]))).toContain("none of the sets");
    expect(await refusal(importSet([{ name: "x.gguf", bytes: Uint8Array.of(0xff, 0xfe, 0x00) }]))).toContain("not UTF-8");
    expect(await refusal(importSet([]))).toContain("No file");
    expect(await refusal(importSet([file("empty.csv", "sent_more,sent_less,stereo_antistereo,bias_type\n")]))).toContain("None of the 0 rows");
  });

  it("names file and line of a broken row", async () => {
    expect(await refusal(importSet([file("a.jsonl", `${bbqLine()}\n{"context_condition"\n`)]))).toContain("a.jsonl, line 2: not JSON");
    expect(await refusal(importSet([file("a.jsonl", `${bbqLine()}\n${bbqLine({ example_id: 1, label: 7 })}\n`)]))).toContain("a.jsonl, line 2: label");
    expect(await refusal(importSet([file("p.csv", "sent_more,sent_less,stereo_antistereo,bias_type\na,b,sideways,age\n")]))).toContain("p.csv, line 2: column stereo_antistereo");
    expect(await refusal(importSet([file("p.csv", 'sent_more,sent_less,stereo_antistereo,bias_type\n"a,b,stereo,age\n')]))).toContain("p.csv");
    expect(await refusal(importSet([file("d.jsonl", `${discrimLine()}\n${"x".repeat(200_000)}\n`)]))).toContain("line 2: a line of 200000 characters");
  });

  it("leaves rows out for a reason and counts them", async () => {
    const both = bbqLine({ example_id: 5, additional_metadata: { stereotyped_groups: ["old", "nonold"] } });
    const set = await importSet([file("Age.jsonl", [bbqLine(), both, bbqLine()].join("\n"))]);
    expect(set.rows).toBe(3);
    expect(set.leftOut).toEqual([
      { where: "Age.jsonl, line 2", reason: "the stereotyped groups do not single out one option" },
      { where: "Age.jsonl, line 3", reason: "an example id that occurred before" },
    ]);
  });

  it("keeps a cell that looks like a formula as a sentence", async () => {
    const set = await importSet([file("p.csv", 'sent_more,sent_less,stereo_antistereo,bias_type\n"=1+1",@SUM,stereo,age\n')]);
    expect(set.trials[0]).toMatchObject({ more: "=1+1", less: "@SUM" });
  });

  it("pairs WinoBias lines by number and takes the answer from the brackets", async () => {
    const set = await importSet(samples.winobias);
    expect(set.trials).toMatchObject([
      { item: "type1.dev.1", right: "developer", wrong: "designer", pro: { pronoun: "he" }, anti: { pronoun: "she" }, minimal: true },
      { item: "type1.dev.2", right: "designer", wrong: "developer", pro: { pronoun: "her" }, anti: { pronoun: "his" } },
    ]);
    const half = await refusal(importSet(samples.winobias.slice(0, 1)));
    expect(half).toContain("without the file of the other version");
  });

  it("calls a Winogender sentence pro-stereotypical by labor statistics and by whom the pronoun means", async () => {
    const set = await importSet(samples.winogender);
    expect(set.trials).toMatchObject([{ pro: { pronoun: "she" }, anti: { pronoun: "he" }, right: "nurse", wrong: "patient" }]);
  });
});

const crows = sharedSet("crows-pairs/crows_pairs_anonymized.csv");
const winobias = sharedSet(...winobiasPaths);
const winogender = sharedSet("winogender/all_sentences.tsv", "winogender/occupations-stats.tsv");

describe.skipIf(!crows.present)("the real files (need ../shared/datasets)", () => {
  it("CrowS-Pairs has 1,508 rows, all usable", async () => {
    const set = await importSet(crows.files(), "crows-pairs");
    expect([set.rows, set.trials.length, set.leftOut.length]).toEqual([1508, 1508, 0]);
    expect(set.trials.filter((t) => t.category === "disability")).toHaveLength(60);
  });

  it("WinoBias has 1,584 pairs, of which two cannot be asked about", async () => {
    const set = await importSet(winobias.files(), "winobias");
    expect([set.rows, set.trials.length, set.leftOut.length]).toEqual([3168, 1582, 2]);
    expect(set.notes.join(" ")).toContain("pairs hold two bracketed pronouns");
  });

  it("Winogender has 720 sentences: 120 pairs of a man and a woman with two named people", async () => {
    const set = await importSet(winogender.files(), "winogender");
    expect([set.rows, set.trials.length, set.leftOut.length]).toEqual([720, 120, 480]);
    expect(new Set(set.trials.map((t) => t.cluster)).size).toBe(60);
  });
});
