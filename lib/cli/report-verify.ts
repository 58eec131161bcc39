import { readFile } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { CheckResult, SignedReport } from "@/lib/domain/report";
import { checkReport, isMatch } from "@/lib/report/check";
import { readReport } from "@/lib/report/read-report";
import { UsageError, type CommandContext } from "./command";
import { tableInWords } from "./words";

const LISTED = 40;

export async function readFileOf(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(file).catch((cause: unknown) => {
    throw new VitrineError("not-found", `“${file}” could not be read.`, undefined, { cause });
  }));
}

function tell(command: CommandContext, { report, sha256, signature }: SignedReport, result: CheckResult): void {
  const digits = (value: number | null) => (value === null ? "—" : String(value));
  command.print(`“${report.title}”, version ${report.number}${report.complete ? "" : ", partial"}, SHA-256 ${sha256}: ${result.hash === "match" ? "matches its content" : "does NOT match its content: something was changed"}`);
  if (result.signature === "none") command.print("Signature: none");
  else command.print(`Signature: ${result.signature === "valid" ? `valid, by the key ${signature?.publicKey ?? ""} (ask its owner whether it is theirs)` : "NOT valid for this content"}`);
  command.print(`Computed again from the items: ${result.figures} figures, ${result.mismatches.length} of them differ`);
  for (const { suite, reason } of result.notChecked) command.print(`Not computed again: ${suite}: ${reason}`);
  if (result.mismatches.length === 0) return;
  const rows = result.mismatches.slice(0, LISTED).map((one) => [one.suite, one.metric, one.group, one.figure, digits(one.stated), digits(one.computed)]);
  command.print(tableInWords([["SUITE", "METRIC", "GROUP", "FIGURE", "STATED", "COMPUTED"], ...rows]));
  if (result.mismatches.length > LISTED) command.print(`… and ${result.mismatches.length - LISTED} more`);
}

/** `verify FILE`: 0 when everything matches, 1 otherwise. */
export async function verifyReport([file, ...rest]: readonly string[], command: CommandContext): Promise<number> {
  if (file === undefined || file.startsWith("-") || rest.length > 0) throw new UsageError("report verify wants one file");
  const signed = readReport(await readFileOf(file), path.basename(file));
  const result = checkReport(signed, ({ done, total, suite }) => command.progress(suite === null ? "" : `Computing ${suite} again … ${done + 1} of ${total}`));
  command.progress("");
  tell(command, signed, result);
  return isMatch(result) ? 0 : 1;
}
