import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder of its own in which the built program runs, for tests. */
export interface Workplace {
  inFolder: (name: string) => string;
  /** Writes a file and returns its path. */
  put: (name: string, content: string | Uint8Array) => string;
  /** Runs the built program. `interruptWhen`: sends SIGINT once, when that is so. */
  vitrine: (args: readonly string[], environment?: Record<string, string>, interruptWhen?: () => boolean) => Promise<Ended>;
  remove: () => void;
}

/** `limitMs`: after that a run is killed. */
export function workplace(limitMs = 25_000): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-cli-"));
  const inFolder = (name: string): string => path.join(folder, name);
  return {
    inFolder,
    put: (name, content) => {
      writeFileSync(inFolder(name), content);
      return inFolder(name);
    },
    vitrine: (args, environment = {}, interruptWhen) => {
      const child = spawn(process.execPath, [path.resolve("scripts/vitrine.mjs"), ...args], {
        env: { ...process.env, VITRINE_DATA: inFolder("data"), ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const ended: Ended = { code: null, stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
      const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
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
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
