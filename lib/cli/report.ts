import { UsageError, type Command, type CommandContext } from "./command";
import { makeReport } from "./report-make";
import { verifyReport } from "./report-verify";

const parts: Readonly<Record<string, (args: readonly string[], command: CommandContext) => Promise<number | void>>> = { make: makeReport, verify: verifyReport };

export const reportCommand: Command = {
  name: "report",
  summary: "make a report of audits for others, and check one",
  usage:
    "report make AUDIT… --out FILE.json [--title TEXT] [--use TEXT] [--notes TEXT] [--profile aggregates|scores|full]\n" +
    "               [--share-alike-text SUITE[,SUITE]] [--baseline AUDIT] [--sign]\n" +
    "       vitrine report verify FILE\n" +
    "Exit code of verify: 0 everything matches, 1 something does not, 2 called wrongly.",
  async run([part, ...args], context) {
    const work = part === undefined ? undefined : parts[part];
    if (!work) throw new UsageError(part === undefined ? "report wants to know what to do" : `report knows no “${part}”`);
    return work(args, context);
  },
};
