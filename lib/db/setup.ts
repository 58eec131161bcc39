import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate } from "./migrate";

/** `DATABASE_URL`, or the file `vitrine.db` in the data folder. */
export function databaseUrl(dataFolder: string, environment: { readonly DATABASE_URL?: string | undefined } = {}): string {
  return environment.DATABASE_URL || `file:${pathToFileURL(resolve(dataFolder, "vitrine.db")).pathname}`;
}

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

/** Makes the data folder and its database, or brings it up to date. Returns the migrations that were applied. */
export async function prepareDatabase(options: { root: string; dataFolder: string; url: string; authToken?: string | undefined }): Promise<string[]> {
  await mkdir(options.dataFolder, { recursive: true });
  return migrate(options.url, join(options.root, "prisma/migrations"), options.authToken);
}
