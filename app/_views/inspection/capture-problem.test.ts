import { expect, test } from "vitest";
import { captureProblem } from "./capture-problem";

const available = { available: true } as const;
const capabilities = { attention: available, router: { available: false, reason: "This model is dense." }, residual: available, logits: available } as const;

test("a model without the nodes gives its own reason", () => {
  expect(captureProblem({ capabilities, capture: ["attention"] }, "router")?.text).toBe("This model is dense.");
});

test("a capture that was switched off says how to get it", () => {
  const problem = captureProblem({ capabilities, capture: ["logits"] }, "attention");
  expect(problem?.title).toContain("not recorded");
  expect(problem?.text).toContain("run again");
});

test("a capture that is there is no problem", () => {
  expect(captureProblem({ capabilities, capture: ["attention"] }, "attention")).toBeNull();
});
