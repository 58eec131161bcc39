/** The suites that come with the workbench, in the order in which they are offered. Each is a file of the own-suite format beside this one. */
export const bundledSuites = [
  "demo-calibration",
  "occupation-pronouns",
  "occupation-pronouns-demo",
  "group-sentiment",
  "decisions",
  "ambiguous-questions",
  "sentence-pairs",
] as const;
export type BundledSuite = (typeof bundledSuites)[number];

export const suiteFileName = (suite: BundledSuite): string => `${suite}.yaml`;

export function isBundledSuite(name: string): name is BundledSuite {
  return bundledSuites.some((suite) => suite === name);
}
