import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { CheckResult, SignedReport } from "@/lib/domain/report";
import { checkReport, isMatch } from "@/lib/report/check";
import { comparePage, type PageCheck } from "@/lib/report/files/compare-page";
import { readReport } from "@/lib/report/read-report";
import { rerunSample, type RerunSuite } from "@/lib/report/rerun";
import { withAudits } from "./audit-context";
import { UsageError, type CommandContext } from "./command";
import { numberFlag, parseFlags, required } from "./flags";
import { tableInWords } from "./words";

const LISTED = 40;
const flags = { rerun: { type: "boolean", default: false }, model: { type: "string" }, sample: { type: "string" }, seed: { type: "string" } } as const;

/** Error: `not-found`. */
export async function readFileOf(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(file).catch((cause: unknown) => {
    throw new VitrineError("not-found", `“${file}” could not be read.`, undefined, { cause });
  }));
}

const digits = (value: number | null): string => (value === null ? "—" : String(value));

export function tellCheck(print: (text: string) => void, { report, sha256, signature }: SignedReport, result: CheckResult): void {
  print(`“${report.title}”, version ${report.number}${report.complete ? "" : ", partial"}, SHA-256 ${sha256}: ${result.hash === "match" ? "matches its content" : "does NOT match its content: something was changed"}`);
  if (result.signature === "none") print("Signature: none");
  else print(`Signature: ${result.signature === "valid" ? `valid, by the key ${signature?.publicKey ?? ""} (ask its owner whether it is theirs)` : "NOT valid for this content"}`);
  print(`Computed again from the items: ${result.figures} figures, ${result.mismatches.length} of them differ`);
  for (const { suite, reason } of result.notChecked) print(`Not computed again: ${suite}: ${reason}`);
  if (result.mismatches.length === 0) return;
  const rows = result.mismatches.slice(0, LISTED).map((one) => [one.suite, one.metric, one.group, one.figure, digits(one.stated), digits(one.computed)]);
  print(tableInWords([["SUITE", "METRIC", "GROUP", "FIGURE", "STATED", "COMPUTED"], ...rows]));
  if (result.mismatches.length > LISTED) print(`… and ${result.mismatches.length - LISTED} more`);
}

function tellPage(print: (text: string) => void, page: PageCheck): void {
  if (page.kind === "match") print("The page in the file: the one that these data give, letter for letter");
  if (page.kind === "mismatch") print(`The page in the file is NOT the one that these data give: it was changed, or made by another build of ${page.software}. From line ${page.line} on the file says “${page.found}”, where the data give “${page.expected}”`);
  if (page.kind === "other-software") print(`The page in the file was made by ${page.software} and not by this ${page.own}: only the data in it were checked, not what it shows`);
}

function tellRerun(print: (text: string) => void, suites: readonly RerunSuite[]): void {
  for (const { suite, items, worst, tolerance, differences, skipped } of suites) {
    if (skipped !== null) print(`Not scored again: ${suite}: ${skipped}`);
    else print(`Scored again: ${suite}: ${items} items, the numbers of ${differences.length === 0 ? "all" : "NOT all"} agree (largest difference ${worst.toPrecision(3)}, allowed ${tolerance.toPrecision(3)})`);
    if (differences.length > 0) print(tableInWords([["ITEM", "PHRASING", "NUMBER", "STATED", "FOUND"], ...differences.slice(0, LISTED).map((one) => [one.item, one.phrasing, one.field, digits(one.stated), digits(one.found)])]));
  }
}

/** `verify FILE [--rerun --model FILE --sample N]`: 0 when everything matches, 1 otherwise. */
export async function verifyReport([file, ...rest]: readonly string[], command: CommandContext): Promise<number> {
  if (file === undefined || file.startsWith("-")) throw new UsageError("report verify wants a file first");
  const values = parseFlags(rest, flags);
  if (!values.rerun && (values.model ?? values.sample ?? values.seed) !== undefined) throw new UsageError("--model, --sample and --seed belong to --rerun");
  const model = values.rerun ? required(values.model, "model") : null;
  const sample = values.sample === undefined ? 50 : numberFlag(values.sample, "sample", z.int().positive().max(1_000_000));
  const seed = values.seed === undefined ? randomInt(2 ** 32 - 1) : numberFlag(values.seed, "seed", z.int().min(0).max(2 ** 32 - 1));
  const bytes = await readFileOf(file);
  const signed = readReport(bytes, path.basename(file));
  const page = await comparePage(command.settings.root, bytes, signed);
  const result = checkReport(signed, ({ done, total, suite }) => command.progress(suite === null ? "" : `Computing ${suite} again … ${done + 1} of ${total}`));
  command.progress("");
  tellCheck(command.print, signed, result);
  tellPage(command.print, page);
  const holds = isMatch(result) && page.kind !== "mismatch";
  if (model === null) return holds ? 0 : 1;
  const suites = await withAudits(command, (context) =>
    rerunSample(context, signed, { modelPath: path.resolve(model), sample, seed, signal: command.signal, onProgress: (suite, done) => command.progress(`Scoring items of ${suite} again … ${done}`) }),
  );
  command.progress("");
  tellRerun(command.print, suites);
  command.note(`The items were drawn with --seed ${seed}.`);
  const scored = suites.some(({ items }) => items > 0);
  if (!scored) command.note("Nothing was scored again.");
  return holds && scored && suites.every(({ differences }) => differences.length === 0) ? 0 : 1;
}
