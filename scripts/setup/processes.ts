import { spawn } from "node:child_process";

export interface Finished {
  code: number;
  /** Standard output and error together, in the order in which they came. */
  output: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string | undefined>;
  /** Pass output on to the terminal while it comes. */
  show?: boolean;
  /** Ends the program when it takes longer, ms. */
  limitMs?: number;
}

const KILL_GRACE_MS = 10_000;

/** Runs a program to its end. Rejects only when it cannot be started; a program that fails has a code other than 0. */
export function run(command: string, args: readonly string[], { cwd, env = {}, show = false, limitMs }: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const limit = limitMs === undefined ? null : setTimeout(() => {
      output += `\nstopped: it took longer than ${Math.round(limitMs / 1000)} s\n`;
      // First kindly: it may have started programs of its own.
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), KILL_GRACE_MS).unref();
    }, limitMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (limit) clearTimeout(limit);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The last lines of an output that say something. */
export function lastLines(output: string, count: number): string {
  return output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}
