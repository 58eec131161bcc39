import type { Engine } from "@/lib/engine/engine";
import type { Settings } from "@/lib/inspect/settings";

/** What a command works with. */
export interface CommandContext {
  readonly engine: Engine;
  readonly settings: Settings;
  /** Aborted by Ctrl-C: the command ends and keeps what it has. */
  readonly signal: AbortSignal;
  /** A result, on standard output. */
  print(text: string): void;
  /** For the person at the terminal, on standard error. */
  note(text: string): void;
  /** Replaces the progress line on standard error; nothing where that is not a terminal. */
  progress(text: string): void;
}

/** One command of `vitrine`, one file each. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called, without “vitrine” in front. */
  readonly usage: string;
  /** May give an exit code other than 0. Errors: `UsageError`; `VitrineError` with a sentence for the person. */
  run(args: readonly string[], context: CommandContext): Promise<number | void>;
}

/** The command was called wrongly: exit code 2, with the usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
