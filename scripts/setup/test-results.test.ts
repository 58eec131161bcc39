import { expect, it } from "vitest";
import { readEslint, readPlaywright, readTypeScript, readVitest } from "./test-results";

it("counts vitest's tests, and a file that does not load as one failure", () => {
  const report = {
    testResults: [
      {
        name: "a.test.ts",
        status: "failed",
        assertionResults: [
          { fullName: "adds", status: "passed", failureMessages: [] },
          { fullName: "divides", status: "failed", failureMessages: ["expected 1 to be 2\n  at a.test.ts:3"] },
          { fullName: "later", status: "skipped" },
        ],
      },
      { name: "b.test.ts", status: "failed", message: "Cannot find module", assertionResults: [] },
    ],
  };
  expect(readVitest(report)).toEqual({ passed: 1, failures: ["a.test.ts: divides: expected 1 to be 2", "b.test.ts: Cannot find module"] });
});

it("counts playwright's tests at any depth, and errors outside of them", () => {
  const spec = (title: string, status: string, message?: string) => ({ title, file: "x.spec.ts", line: 4, tests: [{ status, results: [message ? { error: { message } } : {}] }] });
  const report = {
    suites: [{ title: "x", specs: [spec("opens", "expected")], suites: [{ title: "deep", specs: [spec("runs", "unexpected", "too slow\nstack"), spec("retries", "flaky"), spec("not here", "skipped")] }] }],
    errors: [{ message: "server did not start" }],
  };
  expect(readPlaywright(report)).toEqual({ passed: 2, failures: ["server did not start", "x.spec.ts:4: runs: too slow"] });
});

it("counts each lint message and each type error", () => {
  expect(readEslint([{ filePath: "a.ts", messages: [{ ruleId: "no-any", line: 2, message: "no" }] }]).failures).toEqual(["a.ts:2: no (no-any)"]);
  expect(readTypeScript("a.ts(1,2): error TS2322: no.\n  more of it\nb.ts(1,1): error TS1: no.").failures).toHaveLength(2);
});

it("refuses a report of another shape instead of counting nothing", () => {
  expect(() => readVitest({})).toThrow();
  expect(() => readPlaywright({ suites: [] })).toThrow();
});
