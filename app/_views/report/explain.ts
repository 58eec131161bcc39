import { VitrineError } from "@/lib/domain/errors";
import { explainError, type Explanation } from "@/lib/domain/explain-error";

/** `explainError` in the words of reports. What is at fault, and where, is named by the error itself. */
export function explainReportError(error: unknown): Explanation {
  const general = explainError(error);
  if (!(error instanceof VitrineError)) return general;
  switch (error.code) {
    case "not-found":
      return { ...general, what: error.message, todo: "It may have been deleted, or the link comes from another machine." };
    case "bad-request":
      return { ...general, what: "This could not be done.", todo: "" };
    case "disk-full":
      return { ...general, todo: "Free some space, then try again. Nothing was published." };
    default:
      return general;
  }
}
