import { z } from "zod";

/** What one part of the tests came to. `failures` are lines for a person. */
export interface Results {
  passed: number;
  failures: string[];
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});

const firstLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";

/** Vitest's JSON report. A file that fails as a whole (it does not load, or a hook fails) counts as one failure. */
export function readVitest(report: unknown): Results {
  const results: Results = { passed: 0, failures: [] };
  for (const { name, status, message, assertionResults } of vitestSchema.parse(report).testResults) {
    let failed = 0;
    for (const test of assertionResults) {
      if (test.status === "passed") results.passed += 1;
      if (test.status !== "failed") continue;
      failed += 1;
      results.failures.push(`${name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? "")}`);
    }
    if (status === "failed" && failed === 0) results.failures.push(`${name}: ${firstLine(message) || "the file failed"}`);
  }
  return results;
}

const errorSchema = z.object({ message: z.string().optional() });
const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ error: errorSchema.optional() })) })),
});
interface Suite {
  title: string;
  specs: z.infer<typeof specSchema>[];
  suites?: Suite[] | undefined;
}
const suiteSchema: z.ZodType<Suite> = z.object({ title: z.string(), specs: z.array(specSchema), suites: z.lazy(() => z.array(suiteSchema)).optional() });
const playwrightSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(errorSchema) });

/** Playwright's JSON report. Errors outside of any test (a configuration, a server that does not start) count as one failure each. */
export function readPlaywright(report: unknown): Results {
  const { suites, errors } = playwrightSchema.parse(report);
  const results: Results = { passed: 0, failures: errors.map(({ message }) => firstLine(message ?? "an error outside of any test")) };
  const visit = (suite: Suite): void => {
    for (const { title, file, line, tests } of suite.specs) {
      for (const { status, results: attempts } of tests) {
        if (status === "expected" || status === "flaky") results.passed += 1;
        if (status === "unexpected") results.failures.push(`${file}:${line}: ${title}: ${firstLine(attempts.at(-1)?.error?.message ?? "")}`);
      }
    }
    suite.suites?.forEach(visit);
  };
  suites.forEach(visit);
  return results;
}

const eslintSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable(), line: z.number().default(0), message: z.string() })),
  }),
);

/** ESLint's JSON report; warnings count as well. */
export function readEslint(report: unknown): Results {
  const failures = eslintSchema
    .parse(report)
    .flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, message }) => `${filePath}:${line}: ${message} (${ruleId ?? "syntax"})`));
  return { passed: 0, failures };
}

/** Compiler output, one error a line. */
export function readTypeScript(output: string): Results {
  return { passed: 0, failures: output.split("\n").filter((line) => /error TS\d+:/.test(line)) };
}
