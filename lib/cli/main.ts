import path from "node:path";
import { fileURLToPath } from "node:url";
import { VitrineError } from "@/lib/domain/errors";
import { createEngine } from "@/lib/engine/client/create-engine";
import { readSettings, SOFTWARE } from "@/lib/inspect/settings";
import { auditCommand } from "./audit";
import { UsageError, type Command, type CommandContext } from "./command";
import { compareCommand } from "./compare";
import { expertsCommand } from "./experts";
import { explainCommand } from "./explain";
import { fidelityCommand } from "./fidelity";
import { inspectCommand } from "./inspect";
import { modelsCommand } from "./models";
import { ProgressLine } from "./progress-line";
import { reportCommand } from "./report";
import { scoreCommand } from "./score";
import { sweepCommand } from "./sweep";

/** Entry of `vitrine` (dist/cli.js). Exit code 0; 2 when it was called wrongly; 1 when it failed or was stopped short. */
const commands: readonly Command[] = [inspectCommand, explainCommand, expertsCommand, sweepCommand, scoreCommand, compareCommand, fidelityCommand, modelsCommand, auditCommand, reportCommand];
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const usageOf = (command: Command): string => `Usage: vitrine ${command.usage}`;
const overview = (): string =>
  `${SOFTWARE}: see inside a local DeepSeek model.\n\nUsage: vitrine COMMAND [flags]\n\n` +
  `${commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join("\n")}\n\n` +
  "“vitrine COMMAND --help” says how a command is called. Models are looked for below VITRINE_MODELS (./models).";

function explain(error: unknown, stopped: boolean): VitrineError {
  if (!(error instanceof VitrineError)) return new VitrineError("internal", error instanceof Error ? (error.stack ?? error.message) : String(error));
  // Ctrl-C reaches the engine too, which may end by it before it listens: the person asked for that.
  return stopped && error.code === "engine-crashed" ? new VitrineError("stopped", "Stopped; there was nothing to keep yet.") : error;
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const line = new ProgressLine(process.stderr);
  const stop = new AbortController();
  // The second Ctrl-C means now.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (stop.signal.aborted ? process.exit(1) : stop.abort()));
  const note = (text: string): void => {
    line.clear();
    process.stderr.write(`${text}\n`);
  };
  const print = (text: string): void => {
    line.clear();
    process.stdout.write(`${text}\n`);
  };
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
  const settings = readSettings(root, process.env);
  const engine = createEngine({ entry: path.join(root, "dist", "engine.js"), dataDir: settings.dataFolder, log: silent });
  const context: CommandContext = { engine, settings, signal: stop.signal, print, note, progress: (text) => line.show(text) };
  try {
    return (await command.run(args, context)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      note(`${error.message}\n${usageOf(command)}`);
      return 2;
    }
    const told = explain(error, stop.signal.aborted);
    if (args.includes("--json")) print(JSON.stringify({ error: told.toBody() }));
    note(told.message);
    return 1;
  } finally {
    await engine.close();
  }
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  process.stdout.on("error", () => process.exit(0));
  if (name === "--version") {
    console.log(SOFTWARE);
    return 0;
  }
  if (name === "--help" || name === "help") {
    console.log(overview());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    console.error(`${name === undefined ? "" : `There is no command “${name}”.\n\n`}${overview()}`);
    return 2;
  }
  if (args.includes("--help")) {
    console.log(usageOf(command));
    return 0;
  }
  return runCommand(command, args);
}

process.exitCode = await main(process.argv.slice(2));
