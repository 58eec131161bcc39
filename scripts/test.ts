import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { requireBrowser } from "./setup/browser";
import { tryPort } from "./setup/port";
import { prepareEngine, preparePage, root } from "./setup/prepare";
import { lastLines, run, type Finished } from "./setup/processes";
import { readEslint, readPlaywright, readTypeScript, readVitest, type Results } from "./setup/test-results";

const began = performance.now();
const log = (line: string): void => console.log(line);
const MINUTE = 60_000;
/** Browser tests wait more than they work: two halves beside each other take little longer than one. */
const SHARDS = 2;
const tool = (name: string, ...file: string[]): string => path.join(root, "node_modules", name, ...file);
const reports = await mkdtemp(path.join(tmpdir(), "vitrine-tests-"));

/** Runs a tool of node_modules with Node. */
const runTool = (script: string, args: string[], limitMs: number, show: boolean, env: Record<string, string> = {}): Promise<Finished> =>
  run(process.execPath, [script, ...args], { cwd: root, env, limitMs, show });

/** A tool that failed without naming a failure (it crashed, or was ended) is one failure. */
function judge(name: string, { code, output }: Finished, results: Results | null): Results {
  if (results && (code === 0 || results.failures.length > 0)) return results;
  return { passed: results?.passed ?? 0, failures: [`${name} ended with code ${code}:\n${lastLines(output, 20)}`] };
}

async function readReport(name: string, read: (report: unknown) => Results): Promise<Results | null> {
  const text = await readFile(path.join(reports, name), "utf8").catch(() => null);
  return text === null ? null : read(JSON.parse(text));
}

async function checkTypes(): Promise<Results> {
  const finished = await runTool(tool("typescript", "bin", "tsc"), ["--noEmit", "-p", "."], 5 * MINUTE, false);
  return judge("tsc", finished, readTypeScript(finished.output));
}

async function lint(): Promise<Results> {
  const args = [".", "--max-warnings", "0", "--format", "json", "--output-file", path.join(reports, "eslint.json")];
  const finished = await runTool(tool("eslint", "bin", "eslint.js"), args, 5 * MINUTE, false);
  return judge("eslint", finished, await readReport("eslint.json", readEslint));
}

async function unitTests(): Promise<Results> {
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${path.join(reports, "vitest.json")}`];
  const finished = await runTool(tool("vitest", "vitest.mjs"), args, 20 * MINUTE, true, { NODE_ENV: "test" });
  return judge("vitest", finished, await readReport("vitest.json", readVitest));
}

/** One half of the browser tests, with a server, an engine and a data folder of its own. */
async function browserTestsOf(shard: number, browser: string): Promise<Results> {
  const port = await tryPort(0);
  if (port === null) throw new Error("This machine has no free port for the browser tests.");
  const report = `playwright-${shard}.json`;
  const env = {
    CHROMIUM_PATH: browser,
    VITRINE_TEST_PORT: String(port),
    VITRINE_TEST_DATA: path.join(reports, `data-${shard}`),
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(reports, report),
  };
  const args = ["test", "--reporter=list,json", `--shard=${shard}/${SHARDS}`, `--output=${path.join("test-results", String(shard))}`];
  const finished = await runTool(tool("@playwright", "test", "cli.js"), args, 26 * MINUTE, true, env);
  return judge(`playwright ${shard}/${SHARDS}`, finished, await readReport(report, readPlaywright));
}

async function browserTests(): Promise<Results> {
  const browser = requireBrowser(log);
  await preparePage(log);
  const results = await Promise.all(Array.from({ length: SHARDS }, (_, i) => browserTestsOf(i + 1, browser)));
  return { passed: results.reduce((sum, { passed }) => sum + passed, 0), failures: results.flatMap(({ failures }) => failures) };
}

/** A part that cannot even be run is one failure, and the others still tell their results. */
async function part(name: string, work: () => Promise<Results>): Promise<Results> {
  const start = performance.now();
  log(`\n— ${name} …`);
  const results = await work().catch((error: unknown): Results => ({ passed: 0, failures: [`${name}: ${error instanceof Error ? error.message : String(error)}`] }));
  const counts = results.passed > 0 ? `${results.passed} passed, ${results.failures.length} failed` : results.failures.length === 0 ? "fine" : `${results.failures.length} failed`;
  log(`— ${name}: ${counts} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return results;
}

async function all(): Promise<Results> {
  try {
    await prepareEngine(log);
  } catch (error) {
    return { passed: 0, failures: [`set-up: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parts = [
    ...(await Promise.all([part("Types", checkTypes), part("Lint", lint)])),
    await part("Unit tests", unitTests),
    await part("Browser tests", browserTests),
  ];
  return { passed: parts.reduce((sum, { passed }) => sum + passed, 0), failures: parts.flatMap(({ failures }) => failures) };
}

const { passed, failures } = await all();
await rm(reports, { recursive: true, force: true });
if (failures.length > 0) log(`\nWhat failed:\n${failures.map((failure) => `  • ${failure.replaceAll(`${root}${path.sep}`, "")}`).join("\n")}`);
log(`\nTook ${((performance.now() - began) / 1000).toFixed(0)} s.`);
log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
