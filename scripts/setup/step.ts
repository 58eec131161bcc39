import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** A part of the set-up that need not be repeated while its inputs stay the same. */
export interface Step {
  /** Lower case, for the stamp's file name. */
  name: string;
  /** What the terminal says while it runs. */
  doing: string;
  /** What the result depends on, as one string. */
  hash: () => Promise<string>;
  /** Files that must be there for the result to count, relative to the root. */
  products: readonly string[];
  work: () => Promise<void>;
}

const HEARTBEAT_MS = 15_000;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/**
 * Runs a step unless the stamp in dist/stamps says that it was done from the same inputs and its products are still there. The
 * stamp is written last, so that a step that was cut short is done again.
 */
export async function runStep(root: string, step: Step, log: (line: string) => void): Promise<"done" | "up to date"> {
  const stampFile = path.join(root, "dist", "stamps", step.name);
  const hash = await step.hash();
  const stamp = await readFile(stampFile, "utf8").catch(() => null);
  if (stamp === hash && step.products.every((product) => existsSync(path.join(root, product)))) return "up to date";
  const began = performance.now();
  const elapsed = (): string => seconds(performance.now() - began);
  log(`${step.doing} …`);
  await rm(stampFile, { force: true });
  const heartbeat = setInterval(() => log(`  … still at it (${elapsed()})`), HEARTBEAT_MS);
  try {
    await step.work();
  } finally {
    clearInterval(heartbeat);
  }
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, hash);
  log(`${step.doing}: done (${elapsed()}).`);
  return "done";
}
