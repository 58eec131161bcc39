import { spawn } from "node:child_process";
import path from "node:path";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}
const LIMIT_MS = 25_000;

/** Runs the built program. `interruptWhen`: sends SIGINT once, when that is so. */
export function runVitrine(args: readonly string[], environment: NodeJS.ProcessEnv, interruptWhen?: () => boolean): Promise<Ended> {
  const child = spawn(process.execPath, [path.resolve("scripts/vitrine.mjs"), ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const watch = interruptWhen && setInterval(() => {
    if (!interruptWhen()) return;
    clearInterval(watch);
    child.kill("SIGINT");
  }, 5);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      clearInterval(watch);
      resolve({ ...ended, code });
    });
  });
}
