import { UsageError, type Command, type CommandContext } from "./command";
import { bringReport } from "./report-import";
import { makeReport } from "./report-make";
import { reportPdf } from "./report-pdf";
import { verifyReport } from "./report-verify";

const parts: Readonly<Record<string, (args: readonly string[], command: CommandContext) => Promise<number | void>>> = {
  make: makeReport, pdf: reportPdf, verify: verifyReport, import: bringReport,
};

export const reportCommand: Command = {
  name: "report",
  summary: "make a report of audits for others, check and import one",
  usage:
    "report make AUDIT… --out FILE.html|FILE.json [--title TEXT] [--use TEXT] [--notes TEXT] [--profile aggregates|scores|full]\n" +
    "               [--share-alike-text SUITE[,SUITE]] [--baseline AUDIT] [--sign]\n" +
    "       vitrine report pdf FILE --out FILE.pdf\n" +
    "       vitrine report verify FILE [--rerun --model FILE [--sample N] [--seed S]]\n" +
    "       vitrine report import FILE\n" +
    "Exit code of verify and import: 0 everything matches, 1 something does not, 2 called wrongly.",
  async run([part, ...args], context) {
    const work = part === undefined ? undefined : parts[part];
    if (!work) throw new UsageError(part === undefined ? "report wants to know what to do" : `report knows no “${part}”`);
    return work(args, context);
  },
};
