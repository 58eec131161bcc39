import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macPaths = ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not for this user
  }
}

/** The Chromium or Chrome that the browser tests drive: CHROMIUM_PATH, else the first one found on this machine; null when none. */
export function findBrowser(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const named = environment["CHROMIUM_PATH"];
  if (named) return isExecutable(named) ? named : null;
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...macPaths].find(isExecutable) ?? null;
}

const HOW =
  process.platform === "darwin"
    ? "Install Google Chrome or Chromium, or name one in CHROMIUM_PATH."
    : "Install one (Debian and Ubuntu: “sudo apt install chromium”), or name one in CHROMIUM_PATH.";

/** Finds a browser, and on Debian's kin installs Chromium where this process may. Error: says how to get one. */
export function requireBrowser(log: (line: string) => void): string {
  const present = findBrowser();
  if (present) return present;
  if (process.env["CHROMIUM_PATH"]) throw new Error(`CHROMIUM_PATH names “${process.env["CHROMIUM_PATH"]}”, which is no program that can be run.`);
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    log("Installing Chromium for the browser tests …");
    const options = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(`The browser tests need Chromium or Chrome, and none was found. ${HOW}`);
}
