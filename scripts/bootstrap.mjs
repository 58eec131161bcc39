// The only program here in plain JavaScript: it runs before anything is installed. Checks what the machine must have, installs the
// dependencies when package-lock.json changed, and hands over to scripts/start.ts or scripts/test.ts.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const LEAST_NODE = [20, 19];

/** What to type where something is missing. */
const remedies =
  process.platform === "darwin"
    ? { git: "xcode-select --install", compiler: "xcode-select --install", make: "xcode-select --install", python: "xcode-select --install" }
    : { git: "sudo apt install git", compiler: "sudo apt install g++", make: "sudo apt install make", python: "sudo apt install python3" };

function runs(command) {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
}

function missing() {
  const found = [];
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    found.push(`Node.js ${LEAST_NODE.join(".")} or newer; this is ${process.versions.node}. Get it from https://nodejs.org or with a version manager.`);
  }
  if (!["linux", "darwin"].includes(process.platform)) {
    found.push(`Linux or macOS; this is ${process.platform}. On Windows, use the Windows Subsystem for Linux.`);
    return found;
  }
  if (!runs("git")) found.push(`git, which unpacks the llama.cpp headers. Install it: ${remedies.git}`);
  const compilers = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  if (!compilers.some(runs)) found.push(`a C++ compiler, which builds the hooks into the model. Install it: ${remedies.compiler}`);
  if (!runs("make")) found.push(`make, which builds the hooks. Install it: ${remedies.make}`);
  if (!runs("python3")) found.push(`Python 3, which node-gyp needs to build the hooks. Install it: ${remedies.python}`);
  return found;
}

/** Installs without running install scripts: none is needed, and some would download from places other than the registry. */
function install() {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const stamp = createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
  const stampFile = path.join(root, "node_modules", ".vitrine-install");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return true;
  console.log("Installing the dependencies, about a minute …");
  const began = performance.now();
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const options = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(npm[0], [...npm.slice(1), ...options], { cwd: root, stdio: "inherit", env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } });
  if (status !== 0) {
    console.error("\nThe dependencies could not be installed. npm's own words are above; most often the npm registry cannot be reached.");
    return false;
  }
  writeFileSync(stampFile, stamp);
  console.log(`Installed the dependencies (${((performance.now() - began) / 1000).toFixed(1)} s).`);
  return true;
}

function handOver(script) {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "scripts", script), ...process.argv.slice(3)], { cwd: root, stdio: "inherit" });
  // Ctrl-C reaches the child as well, which decides when it is done; what only this process gets is passed on.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
}

const scripts = { start: "start.ts", test: "test.ts" };
const script = scripts[process.argv[2]];
const lacks = missing();
if (!script) {
  console.error("Usage: node scripts/bootstrap.mjs start | test");
  process.exitCode = 2;
} else if (lacks.length > 0) {
  console.error(`Vitrine needs what this machine does not have:\n${lacks.map((line) => `  • ${line}`).join("\n")}\nThen run the command again.`);
  process.exitCode = 1;
} else if (install()) {
  handOver(script);
} else {
  process.exitCode = 1;
}
