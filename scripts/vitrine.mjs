#!/usr/bin/env node
// `npx vitrine`: runs the bundle of lib/cli/main.ts, which `npm start` builds.
import { existsSync } from "node:fs";

const cli = new URL("../dist/cli.js", import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  console.error("Vitrine has not been built here yet. Run “npm start” once, or “npx tsx scripts/build-bundles.ts” after an install.");
  process.exitCode = 1;
}
