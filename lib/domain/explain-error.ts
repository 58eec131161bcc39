import { VitrineError, type ErrorCode } from "@/lib/domain/errors";

export interface Explanation {
  what: string;
  why: string;
  todo: string;
  details: string | null;
}

/** What happened and what a person can do now, for each way to fail; the why comes with the error itself. */
const words: Record<ErrorCode, { what: string; todo: string }> = {
  "bad-request": { what: "The request was not understood.", todo: "Check the settings; reload the page if they look right." },
  "not-found": { what: "This inspection is not here.", todo: "It may have been deleted, or the link comes from another machine. Open one from the list, or run a prompt." },
  forbidden: { what: "Vitrine refused the request.", todo: "Open Vitrine at the address that it printed in its terminal." },
  "password-needed": { what: "Vitrine asks for its access password.", todo: "Reload the page and enter it: whoever started this Vitrine knows it." },
  "too-many-attempts": { what: "There were too many attempts.", todo: "Wait a moment, then try again." },
  "prompt-empty": { what: "There is no prompt.", todo: "Write something, or press one of the examples." },
  "prompt-too-long": { what: "The prompt does not fit the model.", todo: "Shorten it, or choose a model with a longer context." },
  "prompt-not-utf8": { what: "The prompt holds characters that are not text.", todo: "Remove the broken characters; they often come from copying binary data." },
  "token-out-of-range": { what: "That token does not exist in this model.", todo: "Choose one of the candidates shown." },
  "model-not-found": { what: "The model file is not in the models folder.", todo: "Choose another model, or put the file back." },
  "model-unreadable": { what: "The model file cannot be read.", todo: "It may be cut off or no GGUF file: fetch it again, or choose another model." },
  "model-unsupported": { what: "This model cannot be inspected like that.", todo: "Switch off what it does not offer in the settings, or choose another model." },
  "model-too-large": { what: "The model does not fit into memory.", todo: "Choose a smaller model or a stronger quantisation, or close other programs." },
  "no-chat-template": { what: "This model has no chat template.", todo: "Switch to Completion." },
  "trace-unreadable": { what: "The stored run cannot be read.", todo: "Its file may be damaged: run the prompt again." },
  "disk-full": { what: "The disk is full.", todo: "Free some space, then run again. Nothing half-written was kept." },
  "database-locked": { what: "The database is in use by another program.", todo: "Close what has it open, then try again." },
  "engine-crashed": { what: "The engine ended in the middle of this run.", todo: "Run again: the engine starts anew by itself. Your other inspections are safe." },
  "engine-failed": { what: "The engine could not do this.", todo: "Run again; if it fails every time, try fewer captures or another model." },
  stopped: { what: "The run was stopped before it began.", todo: "Run again whenever you like." },
  internal: { what: "Something went wrong.", todo: "Try again; reload the page if it happens every time." },
};

/** An error in the form that `ErrorNotice` shows: what, why, what to do. */
export function explainError(error: unknown): Explanation {
  const known = error instanceof VitrineError ? error : null;
  const { what, todo } = words[known?.code ?? "internal"];
  const issues = known?.issues?.map(({ path, message }) => (path ? `${path}: ${message}` : message)) ?? [];
  return {
    what,
    // What is not there needs no further reason.
    why: known?.code === "not-found" ? "" : (known?.message ?? (error instanceof Error ? error.message : String(error))),
    todo,
    details: issues.length > 0 ? issues.join("\n") : null,
  };
}
