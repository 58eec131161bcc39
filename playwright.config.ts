import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./scripts/setup/browser";

/**
 * Browser tests drive the built page (`npm start` or `npx next build` makes it) with the real engine and the demo model, on a port
 * and a data folder of their own. scripts/test.ts chooses both; without it the port is fixed.
 */
const port = process.env["VITRINE_TEST_PORT"] ?? "3217";
// Kept in the environment: workers read this file again and must come to the same folder.
const dataFolder = (process.env["VITRINE_TEST_DATA"] ??= mkdtempSync(path.join(tmpdir(), "vitrine-e2e-")));
const browser = findBrowser();
const baseURL = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One engine serves all of them, one run at a time.
  workers: 1,
  forbidOnly: true,
  // Ends with a report of what was tested until then.
  globalTimeout: 25 * 60_000,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    viewport: { width: 1_280, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      // Chromium's sandbox does not work for root, as in containers.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
  webServer: {
    command: `"${process.execPath}" node_modules/next/dist/bin/next start -H 127.0.0.1 -p ${port}`,
    url: `${baseURL}/api/status`,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", VITRINE_DATA: dataFolder },
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    timeout: 60_000,
    reuseExistingServer: false,
  },
});
