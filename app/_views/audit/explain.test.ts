import { expect, it } from "vitest";
import { errorCodes, VitrineError } from "@/lib/domain/errors";
import { explainAuditError, isGone } from "./explain";

it("names what is not there, and says nothing of inspections", () => {
  const gone = new VitrineError("not-found", "This audit is not there (any more).");
  expect(explainAuditError(gone)).toMatchObject({ what: "This audit is not there (any more).", why: "" });
  expect(isGone(gone)).toBe(true);
  expect(isGone(new VitrineError("internal", "x"))).toBe(false);
});

it("never sends an auditor to a prompt or to an inspection where an audit can fail", () => {
  for (const code of errorCodes.filter((code) => !/prompt|token|chat|trace/.test(code))) {
    const { what, todo } = explainAuditError(new VitrineError(code, "why"));
    expect(`${what} ${todo}`, code).not.toMatch(/inspection|prompt|this run/i);
  }
});

it("keeps the reason of a refusal and its issues", () => {
  const refused = new VitrineError("bad-request", "The model file was replaced.", [{ path: "model", message: "other hash" }]);
  expect(explainAuditError(refused)).toEqual({ what: "This could not be done.", why: "The model file was replaced.", todo: "", details: "model: other hash" });
});
