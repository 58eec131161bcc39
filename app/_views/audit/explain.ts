import type { ErrorCode } from "@/lib/domain/errors";
import { VitrineError } from "@/lib/domain/errors";
import { explainError, type Explanation } from "@/lib/domain/explain-error";

const KEPT = "Everything scored until then is kept.";

/** Where the general words speak of prompts and runs. */
const words: Partial<Record<ErrorCode, Partial<Pick<Explanation, "what" | "todo">>>> = {
  "bad-request": { what: "This could not be done.", todo: "" },
  "model-not-found": { todo: `${KEPT} Put the file back and resume, or start an audit of another model.` },
  "model-unsupported": { what: "This model cannot be audited.", todo: "Choose another model." },
  "disk-full": { todo: `Free some space, then resume. ${KEPT}` },
  "engine-crashed": { what: "The engine ended in the middle of the audit.", todo: `${KEPT} Resume: the engine starts anew by itself.` },
  "engine-failed": { todo: `${KEPT} Resume; if it fails every time, leave that suite out or choose another model.` },
  stopped: { what: "The audit was stopped.", todo: `${KEPT} Resume whenever you like.` },
};

/** `explainError` in the words of audits. What is not there is named by the error itself: an audit, a suite or an item. */
export function explainAuditError(error: unknown): Explanation {
  const general = explainError(error);
  if (!(error instanceof VitrineError)) return general;
  if (error.code === "not-found") return { ...general, what: error.message, todo: "It may have been deleted, or the link comes from another machine." };
  return { ...general, ...words[error.code] };
}

/** Trying again does not bring back what is not there. */
export const isGone = (error: unknown): boolean => error instanceof VitrineError && error.code === "not-found";
