import { spawn } from "node:child_process";
import { join } from "node:path";

// Apart from setup.ts, which imports what is generated: this must load before that exists.

/**
 * The command that generates lib/db/generated, for `spawn` in the repository's root. Prisma's command line would download its schema
 * engine, which generating does not need: any file that exists, named in the environment, keeps it from doing so.
 */
export function generateCommand(root: string): { command: string; args: string[]; env: Record<string, string> } {
  return {
    command: process.execPath,
    args: [join(root, "node_modules/prisma/build/index.js"), "generate", "--no-hints"],
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  };
}

/** Runs `generateCommand`; rejects with its output when it fails. */
export async function generateClient(root: string): Promise<void> {
  const { command, args, env } = generateCommand(root);
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((settle, fail) => child.on("error", fail).on("close", settle));
  if (code !== 0) throw new Error(`prisma generate failed:\n${output}`);
}
