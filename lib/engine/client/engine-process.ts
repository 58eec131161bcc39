import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { replyMessageSchema } from "@/lib/engine/protocol";
import type { ReplyMessage, RequestMessage } from "@/lib/engine/protocol";
import { crashReason } from "@/lib/engine/client/crash-reason";

/** The part of a pino logger that the engine's client needs. */
export interface EngineLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EngineProcessOptions {
  /** Absolute path of the script to run. */
  entry: string;
  environment: Record<string, string>;
  log: EngineLog;
  onMessage: (message: ReplyMessage) => void;
  /** Once, after everything that it sent has been delivered. `reason` as from `crashReason`. */
  onEnd: (reason: string) => void;
}

/** How much of the process's output is kept to explain its end, characters. */
const OUTPUT_LIMIT = 16_384;
/** How long pipes may stay open after the exit (a grandchild may hold them), ms. */
const PIPE_GRACE_MS = 500;
/** How long a process that was asked to end may take, ms. */
const END_GRACE_MS = 3_000;

/** One run of the engine process: starts with construction, ends once. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private output = "";
  private readonly ended: Promise<void>;

  constructor(private readonly options: EngineProcessOptions) {
    // Not fork(): bundlers try to follow its argument. This is the same call with the same channel.
    this.child = spawn(process.execPath, [options.entry], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
      // A GGML_ASSERT would otherwise start a debugger to print a backtrace, which takes seconds.
      env: { ...process.env, GGML_NO_BACKTRACE: "1", ...options.environment },
      windowsHide: true,
    });
    this.collectOutput();
    this.child.on("message", (raw) => this.receive(raw));
    // "exit", not "close": Node never tells "close" of a child whose channel was disconnected from this side.
    this.ended = new Promise((resolve) => {
      this.child.once("exit", () => resolve());
      this.child.once("error", () => {
        if (this.child.pid === undefined) resolve();
      });
    });
    this.watchEnd();
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  send(message: RequestMessage): void {
    // A channel that closed under our hands is told by the end of the process.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** Closes the channel, upon which the process ends by itself; insists after a while. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    if (this.child.connected) this.child.disconnect();
    const insist = setTimeout(() => this.kill(), END_GRACE_MS);
    await this.ended;
    clearTimeout(insist);
  }

  private receive(raw: unknown): void {
    const message = replyMessageSchema.safeParse(raw);
    if (message.success) this.options.onMessage(message.data);
    else this.options.log.error({ issues: message.error.issues }, "engine process sent a message that does not fit the protocol");
  }

  private collectOutput(): void {
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        this.output = (this.output + text).slice(-OUTPUT_LIMIT);
        this.options.log.debug({ engine: text.trimEnd() }, "engine output");
      });
    }
  }

  private watchEnd(): void {
    let told = false;
    const tell = (reason: string): void => {
      if (told) return;
      told = true;
      this.options.onEnd(reason);
    };
    this.child.once("error", (error) => {
      if (this.child.pid === undefined) tell(`it could not be started (${error.message})`);
      else this.options.log.warn({ err: error }, "engine process channel");
    });
    this.child.once("exit", (code, signal) => {
      const finish = (): void => tell(crashReason({ code, signal }, this.output));
      // "close" comes when the channel and the pipes are drained: what it sent last is not lost.
      this.child.once("close", finish);
      setTimeout(finish, PIPE_GRACE_MS).unref();
    });
  }
}
