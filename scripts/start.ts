import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { HOST, parsePort, tryPort } from "./setup/port";
import { nextBin, prepareEngine, preparePage, root, SetupError } from "./setup/prepare";

const began = performance.now();
const log = (line: string): void => console.log(line);
const ANSWER_LIMIT_MS = 60_000;

/** The port to serve on. Error: `SetupError` when PORT makes no sense or another program has it. */
async function freePort(): Promise<number> {
  const port = parsePort(process.env["PORT"]);
  if (port === null) throw new SetupError(`PORT is “${process.env["PORT"]}”, which is not a port number from 1 to 65535.`);
  if ((await tryPort(port)) === null) {
    throw new SetupError(`Port ${port} of this machine is taken: another program, perhaps another Vitrine, listens there. Stop it, or choose another port: PORT=${port + 1} npm start`);
  }
  return port;
}

async function answers(url: string): Promise<boolean> {
  for (const end = Date.now() + ANSWER_LIMIT_MS; Date.now() < end; await pause(150)) {
    // Refused until it listens.
    const response = await fetch(`${url}/api/status`).catch(() => null);
    if (response) return response.ok;
  }
  return false;
}

async function serve(port: number): Promise<void> {
  const url = `http://${HOST}:${port}`;
  const server = spawn(process.execPath, [nextBin, "start", "-H", HOST, "-p", String(port)], {
    cwd: root,
    // Faults only: the terminal is for people. VITRINE_LOG=info tells of every request and run.
    env: { VITRINE_LOG: "warn", ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  // Ctrl-C reaches the server as well; it ends first and this process follows.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => server.kill(signal));
  const ended = new Promise<number>((resolve) => server.on("exit", (code, signal) => resolve(signal ? 0 : (code ?? 0))));
  const ready = await Promise.race([answers(url), ended.then(() => null)]);
  if (ready === true) log(`\nVitrine is ready at ${url} (${((performance.now() - began) / 1000).toFixed(1)} s). Stop it with Ctrl-C.\n`);
  if (ready === false) log(`\nThe server at ${url} listens, but its first answer was an error; the lines above say why.\n`);
  process.exitCode = await ended;
}

try {
  const port = await freePort();
  await prepareEngine(log);
  await preparePage(log);
  await serve(port);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
