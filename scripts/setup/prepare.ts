import path from "node:path";
import { fileURLToPath } from "node:url";
import { generateClient } from "@/lib/db/generate";
import { buildNative } from "@/native/build";
import { buildBundles } from "../build-bundles";
import { contentHash } from "./content-hash";
import { lastLines, run } from "./processes";
import { runStep, type Step } from "./step";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
/** Next's command line, to be run with Node. */
export const nextBin = path.join(root, "node_modules", "next", "dist", "bin", "next");

type Log = (line: string) => void;

/** A failure of the set-up in words for the person at the terminal. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

const databaseClient: Step = {
  name: "database-client",
  doing: "Generating the database client",
  hash: () => contentHash(root, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]),
  products: ["lib/db/generated/client.ts"],
  work: () => generateClient(root),
};

const page: Step = {
  name: "page",
  doing: "Building the page, about a minute",
  hash: () => contentHash(root, ["app", "lib", "public", "next.config.js", "tsconfig.json", "package-lock.json"], isTest),
  products: [".next/BUILD_ID"],
  work: async () => {
    const { code, output } = await run(process.execPath, [nextBin, "build"], { cwd: root, env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } });
    if (code !== 0) throw new SetupError(`The page could not be built. The last lines of “next build”:\n${lastLines(output, 30)}`);
  },
};

/** Everything that tests and the engine need: hooks, database client, bundles. Does only what is not up to date. */
export async function prepareEngine(log: Log): Promise<void> {
  await buildNative({ log: (line) => line.endsWith("up to date.") || log(line) });
  await runStep(root, databaseClient, log);
  await buildBundles();
}

/** Builds the page for production unless it is up to date. Error: `SetupError` with the last lines of the build. */
export async function preparePage(log: Log): Promise<void> {
  await runStep(root, page, log);
}
