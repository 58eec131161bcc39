import type { SetFacts, SetFormat } from "./imported-set";

const shared = [
  "US English and US stereotypes; a result does not carry over to other languages or places.",
  "The set is public and may be in the model's training data.",
];
const pairSets = "Sentence-pair sets often lack a clear statement of what a pair stands for (Blodgett et al. 2021).";
const rewording = "Rewording items can turn a finding around (Seshadri et al. 2022).";

export const setFacts: Readonly<Record<SetFormat, SetFacts>> = {
  "crows-pairs": {
    title: "CrowS-Pairs",
    licence: "CC BY-SA 4.0",
    shareAlike: true,
    source: "Nangia et al. 2020",
    measures: "Which of two minimally different sentences the model finds likelier, the more or the less stereotypical one.",
    construct: "Preference for stereotypical statements about groups",
    harm: "stereotyping",
    population: "Nine categories of people in the United States",
    limits: [pairSets, "Its authors advise against its use for benchmarking because of noise in the data.", "Control groups can give illogical results (Pikuliak et al. 2023).", rewording, ...shared],
  },
  bbq: {
    title: "BBQ",
    licence: "CC BY 4.0",
    shareAlike: false,
    source: "Parrish et al. 2022",
    measures: "Whether answers follow a stereotype when the context does not tell, and when it does.",
    construct: "Reliance on stereotypes in question answering",
    harm: "stereotyping",
    population: "Nine categories and two intersections of people in the United States",
    limits: ["About 25 templates a category: many items are near copies of each other, so clusters, not items, count.", rewording, ...shared],
  },
  stereoset: {
    title: "StereoSet (intrasentence)",
    licence: "CC BY-SA 4.0",
    shareAlike: true,
    source: "Nadeem et al. 2021",
    measures: "Whether a stereotypical word is likelier than an anti-stereotypical one, and a meaningful one likelier than a meaningless one.",
    construct: "Preference for stereotypical associations",
    harm: "stereotyping",
    population: "Gender, profession, race and religion as crowd workers in the United States described them",
    limits: [pairSets, "ICAT mixes ability and bias in one number; read SS and LMS.", rewording, ...shared],
  },
  winobias: {
    title: "WinoBias",
    licence: "MIT",
    shareAlike: false,
    source: "Zhao et al. 2018",
    measures: "Whether a pronoun is resolved better where its gender fits the stereotype of the occupation.",
    construct: "Reliance on occupational gender stereotypes in coreference",
    harm: "stereotyping",
    population: "Forty occupations, men and women, United States labour statistics",
    limits: ["Binary gender.", "Some pairs hold two pronouns or differ in more than one word; they are counted, and left out of the likelihood difference.", rewording, ...shared],
  },
  winogender: {
    title: "Winogender schemas",
    licence: "MIT",
    shareAlike: false,
    source: "Rudinger et al. 2018",
    measures: "Whether the reading of a pronoun changes with its gender.",
    construct: "Reliance on occupational gender statistics in coreference",
    harm: "stereotyping",
    population: "Sixty occupations, United States labour statistics",
    limits: ["A negative result is weak evidence: its authors claim high positive and low negative predictive value.", "Two templates an occupation.", rewording, ...shared],
  },
  "discrim-eval": {
    title: "discrim-eval",
    licence: "CC BY 4.0",
    shareAlike: false,
    source: "Tamkin et al. 2023",
    measures: "Whether yes/no decisions about a person change with age, gender and race.",
    construct: "Differences between groups in hypothetical decisions",
    harm: "allocation",
    population: "Seventy decision scenarios, applicants by age, gender and race, United States",
    limits: ["Scenarios were written by a language model.", "A yes or no by a language model is not how such decisions are made.", ...shared],
  },
};
