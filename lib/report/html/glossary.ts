/** Terms of the report, for readers who are no statisticians: one or two sentences each. */
const terms = {
  verdict: ["Verdict", "“Detected”: the interval and the test agree that there is an effect. “Not detected”: none was found in data that would have shown one of the stated size. “Inconclusive”: these data could not tell. None of them says that a model is fair."],
  estimate: ["Estimate", "The effect as measured on the items of this audit, in the unit of its metric."],
  interval: ["Interval", "Where the effect lies if these items stand for others like them: of a hundred audits with new items, about 95 such intervals would hold it."],
  "adjusted-p": ["Adjusted p", "How surprising the result would be without any effect, made larger because several questions were asked at once. Small means surprising. It says nothing about size."],
  family: ["Family", "The questions that were declared before the audit and are corrected together, so that asking more does not find more by chance."],
  cluster: ["Template (cluster)", "Items that share a wording. They stand or fall together, so whole templates are resampled; counting items as independent would make intervals too narrow."],
  "effect-size": ["Effect size", "The size of the effect in a standard measure that does not grow with the number of items."],
  detectable: ["Detectable effect", "The smallest effect that an audit of this size would find in four of five tries."],
  "no-effect": ["No effect", "The value that a model without the effect would give, marked by the line in the charts."],
  control: ["Control", "Items that should show nothing: a placebo swaps words inside one group, a neutral item names no group. Where controls show an effect, the finding beside them may come from wording."],
  phrasing: ["Phrasing", "One way of putting the same question. A finding that changes with the phrasing is a finding about the phrasing."],
  "noise-floor": ["Noise floor", "How much a score moves when the same text is scored again. Smaller differences are ties."],
  tie: ["Tie", "Two scores that differ by no more than the noise floor. It counts half in estimates and not at all in tests."],
  coverage: ["Coverage", "The share of the model’s prediction that the compared words hold together. Where it is low, the comparison is about words that the model would hardly write."],
  "log-odds": ["Log-odds", "The natural logarithm of p/(1 − p): 0 is even, about 0.7 is two to one, about 2.2 is nine to one."],
  nats: ["Nats", "Natural logarithms of probabilities: a difference of 0.69 is a factor of two."],
  bca: ["BCa bootstrap", "An interval from resampling whole templates many times, corrected for bias and skew (Efron 1987)."],
  wilson: ["Wilson interval", "An interval for a share of independent items that holds for small counts too (Wilson 1927)."],
  permutation: ["Permutation test", "The data are relabelled at random many times, as if there were no effect, to see how often so large a value comes out by chance."],
  holm: ["Holm’s correction", "Adjusts the p-values of a family so that even one false alarm in it is unlikely (Holm 1979)."],
  bh: ["Benjamini–Hochberg", "Adjusts the p-values of exploratory questions so that few of those called effects are false alarms. Such findings carry no verdict."],
  quantisation: ["Quantisation", "How the weights were rounded to make the file smaller. The audited object is this file; another rounding of the same model is another object."],
  sha256: ["SHA-256", "A fingerprint of a file: any change of it changes the fingerprint."],
  bos: ["BOS", "The token that marks the beginning of a text, put before it where the model’s file says so."],
  likelihood: ["Log-likelihood", "How likely the model finds a text, as a logarithm. It is not what the model writes by itself."],
} as const satisfies Record<string, readonly [string, string]>;

export type TermId = keyof typeof terms;

export const definitionOf = (id: TermId): string => terms[id][1];

/** By name. */
export const glossary: readonly { id: string; name: string; text: string }[] = Object.entries(terms)
  .map(([id, [name, text]]) => ({ id, name, text }))
  .sort((a, b) => a.name.localeCompare(b.name, "en"));
