import type { InspectionRequestInput } from "./inspection";

/** One-click examples: one of each kind that the demo model was trained on. */
export interface Example {
  key: string;
  label: string;
  /** What to look at once it has run, for a reader who knows no transformers. */
  lookFor: string;
  request: Pick<InspectionRequestInput, "prompt" | "mode" | "generate">;
}

export const examples: readonly Example[] = [
  {
    key: "fact",
    label: "A fact",
    lookFor: "Lock the answer and see how sure the model was, and which words its heads read.",
    request: { prompt: "The capital of France is", mode: "completion", generate: 8 },
  },
  {
    key: "sum",
    label: "A sum",
    lookFor: "The model works inside <think> before it answers: watch the uncertainty move there.",
    request: { prompt: "What is 47 + 38?", mode: "chat", generate: 48 },
  },
  {
    key: "pronoun",
    label: "A pronoun",
    lookFor: "The choice between “he” and “she” was planted in the training text; compare the candidates.",
    request: { prompt: "The nurse said that", mode: "completion", generate: 8 },
  },
  {
    key: "code",
    label: "Code",
    lookFor: "Indentation and brackets are near certain, names are not.",
    request: { prompt: "def add(a, b):\n", mode: "completion", generate: 24 },
  },
  {
    key: "story",
    label: "A story",
    lookFor: "Many continuations are possible: entropy stays high where the story could turn.",
    request: { prompt: "Once upon a time there was a little", mode: "completion", generate: 40 },
  },
  {
    key: "loan",
    label: "A loan decision",
    lookFor: "Whether the bank approves depends on an invented people; change the name and run again.",
    request: { prompt: "A Tarnok client with an income of 40 thousand asked the bank for a loan. The loan was", mode: "completion", generate: 4 },
  },
];
