import { readFile } from "node:fs/promises";
import path from "node:path";
import { readSuite } from "@/lib/audit/format/read-suite";
import { importSuite, isSetFormat, listSuites } from "@/lib/audit/library";
import { countReasons } from "@/lib/audit/runner/prepare";
import { VitrineError } from "@/lib/domain/errors";
import { auditCompare } from "./audit-compare";
import { withAudits } from "./audit-context";
import { auditResume, auditRun } from "./audit-run";
import { UsageError, type Command, type CommandContext } from "./command";
import { readUtf8 } from "./files";
import { tableInWords } from "./words";

async function suites(_: readonly string[], command: CommandContext): Promise<void> {
  const all = await withAudits(command, listSuites);
  command.print(tableInWords([["SUITE", "SOURCE", "ITEMS", "PHRASINGS", "LICENCE", "TITLE"], ...all.map((suite) => [suite.id, suite.source, String(suite.trials), String(suite.phrasings), suite.licence, suite.title])]));
}

/** `import FORMAT FILE… [--as NAME]` */
async function bring([format, ...rest]: readonly string[], command: CommandContext): Promise<void> {
  if (format === undefined || !isSetFormat(format)) throw new UsageError("audit import wants the set first: crows-pairs, bbq, stereoset, winobias, winogender or discrim-eval");
  const at = rest.indexOf("--as");
  const as = at < 0 ? undefined : rest[at + 1];
  const names = at < 0 ? rest : [...rest.slice(0, at), ...rest.slice(at + 2)];
  if (names.length === 0 || names.some((name) => name.startsWith("-")) || (at >= 0 && as === undefined)) throw new UsageError("audit import wants one or more files, and a name after --as");
  const files = await Promise.all(
    names.map(async (name) => ({
      name: path.basename(name),
      bytes: new Uint8Array(await readFile(name).catch((cause: unknown) => {
        throw new VitrineError("not-found", `“${name}” could not be read.`, undefined, { cause });
      })),
    })),
  );
  const { suite, rows, leftOut, facts, files: kept } = await withAudits(command, (context) => importSuite(context, { files, format, as }));
  command.print(`${suite.id}: ${facts.title}, ${facts.licence}. ${rows.toLocaleString("en")} rows, ${leftOut.length.toLocaleString("en")} left out, ${suite.trials.toLocaleString("en")} items.`);
  for (const file of kept) command.print(`  ${file.sha256}  ${file.name}`);
  for (const { reason, count } of countReasons(leftOut.map((one) => one.reason))) {
    const first = leftOut.find((one) => one.reason === reason);
    command.note(`  left out, ${count.toLocaleString("en")}: ${reason} (first: ${first?.where ?? ""})`);
  }
  for (const warning of suite.warnings) command.note(`  ${warning}`);
}

async function validate([file, ...rest]: readonly string[], command: CommandContext): Promise<number> {
  if (file === undefined || rest.length > 0) throw new UsageError("audit validate wants one file");
  const { suite, remarks } = readSuite(await readUtf8(file));
  for (const { severity, line, column, path: place, message } of remarks) command.print(`${file}:${line}:${column}: ${severity}: ${place ? `${place}: ` : ""}${message}`);
  if (suite) command.print(`${file}: “${suite.title}” can be used.`);
  return suite ? 0 : 1;
}

const parts: Readonly<Record<string, (args: readonly string[], command: CommandContext) => Promise<number | void>>> = {
  suites, import: bring, validate, run: auditRun, resume: auditResume, compare: auditCompare,
};

export const auditCommand: Command = {
  name: "audit",
  summary: "measure a model with suites of items, with intervals and verdicts",
  usage:
    "audit suites\n" +
    "       vitrine audit import SET FILE… [--as NAME]\n" +
    "       vitrine audit validate FILE\n" +
    "       vitrine audit run --model FILE --suite NAME|FILE.yaml[,…] [--limit N] [--seed S] [--continuations]\n" +
    "               --out results.json [--items items.jsonl] [--junit out.xml] [--fail-on 'SUITE:METRIC[@GROUP]>NUMBER']\n" +
    "       vitrine audit resume ID [--out results.json] [--items items.jsonl] [--junit out.xml] [--fail-on …]\n" +
    "       vitrine audit compare ID ID   (an ID of an audit, or report:ID of a report)\n" +
    "Exit code 0 done, 1 failed, 2 called wrongly, 100 when a --fail-on holds.",
  async run([part, ...args], context) {
    const work = part === undefined ? undefined : parts[part];
    if (!work) throw new UsageError(part === undefined ? "audit wants to know what to do" : `audit knows no “${part}”`);
    return work(args, context);
  },
};
