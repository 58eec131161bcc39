import type { Finding } from "@/lib/domain/finding";

export interface FailedCondition {
  suite: string;
  /** As it was written on the command line. */
  text: string;
  message: string;
}

export interface TestedSuites {
  /** Name of the model's file. */
  model: string;
  suites: readonly { suite: string; metrics: readonly Pick<Finding, "id" | "group" | "estimate" | "ci" | "verdict">[] }[];
}

// eslint-disable-next-line no-control-regex -- XML 1.0 has no way to write these
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const escaped = (text: string): string =>
  text.replace(notXml, "\uFFFD").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** JUnit's XML for build servers: a test suite each, a test a metric and group with a verdict, and a failure for each condition that holds. */
export function junitFile({ suites, model }: TestedSuites, failed: readonly FailedCondition[]): string {
  const parts = suites.map(({ suite, metrics }) => {
    const cases = metrics.filter(({ verdict }) => verdict !== null).map(({ id, group, estimate, ci, verdict }) => {
      const said = `${verdict?.kind ?? ""}: ${estimate ?? "undefined"}${ci ? ` [${ci[0]}, ${ci[1]}]` : ""}`;
      return `    <testcase classname="${escaped(suite)}" name="${escaped(`${id} ${group}`)}"><system-out>${escaped(said)}</system-out></testcase>`;
    });
    const failures = failed.filter((one) => one.suite === suite).map(({ text, message }) =>
      `    <testcase classname="${escaped(suite)}" name="${escaped(text)}"><failure message="${escaped(message)}"/></testcase>`);
    return `  <testsuite name="${escaped(suite)}" tests="${cases.length + failures.length}" failures="${failures.length}" errors="0">\n${[...cases, ...failures].join("\n")}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(`vitrine audit of ${model}`)}">\n${parts.join("\n")}\n</testsuites>\n`;
}
