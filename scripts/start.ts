import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readNetworkAccess } from "@/lib/http/access";
import { HOST, parsePort, tryPort } from "./setup/port";
import { hostToListenOn, reachInWords } from "./setup/reach";
import { nextBin, prepareEngine, preparePage, root, SetupError } from "./setup/prepare";

const began = performance.now();
const log = (line: string): void => console.log(line);
const ANSWER_LIMIT_MS = 60_000;

interface Reach {
  host: string;
  /** For the server, which reads the same. */
  environment: Record<string, string>;
  /** Told at start; empty while nothing but this machine can reach it. */
  words: string[];
}

/**
 * Where to listen: `--host ADDRESS` or VITRINE_HOST, the loopback address unless it is named. Beyond this machine only with
 * `--allow-network` and an access password. Error: `SetupError`.
 */
function readReach(): Reach {
  let flags;
  try {
    flags = parseArgs({ options: { host: { type: "string" }, "allow-network": { type: "boolean" } }, strict: true }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : String(error)}\nUsage: npm start [-- --host ADDRESS --allow-network]`);
  }
  const host = hostToListenOn(flags.host, process.env["VITRINE_HOST"]);
  const environment = { VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: flags["allow-network"] ? "1" : (process.env["VITRINE_ALLOW_NETWORK"] ?? "") };
  try {
    const access = readNetworkAccess({ ...process.env, ...environment });
    return { host, environment, words: access === null ? [] : reachInWords(host, access.names) };
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
}

/** The port to serve on. Error: `SetupError` when PORT makes no sense or another program has it. */
async function freePort(host: string): Promise<number> {
  const port = parsePort(process.env["PORT"]);
  if (port === null) throw new SetupError(`PORT is “${process.env["PORT"]}”, which is not a port number from 1 to 65535.`);
  if ((await tryPort(port, host)) === null) {
    throw new SetupError(`Port ${port} of this machine is taken: another program, perhaps another Vitrine, listens there. Stop it, or choose another port: PORT=${port + 1} npm start`);
  }
  return port;
}

async function answers(url: string): Promise<boolean> {
  for (const end = Date.now() + ANSWER_LIMIT_MS; Date.now() < end; await pause(150)) {
    // Refused until it listens.
    const response = await fetch(`${url}/api/status`).catch(() => null);
    // Asking for the password is an answer.
    if (response) return response.ok || response.status === 401;
  }
  return false;
}

/** An address that any is bound to is reached by the loopback address as well. */
const ownAddress = (host: string): string => (host === "0.0.0.0" ? HOST : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host);

async function serve(port: number, { host, environment, words }: Reach): Promise<void> {
  const url = `http://${ownAddress(host)}:${port}`;
  const server = spawn(process.execPath, [nextBin, "start", "-H", host, "-p", String(port)], {
    cwd: root,
    // Faults only: the terminal is for people. VITRINE_LOG=info tells of every request and run.
    env: { VITRINE_LOG: "warn", ...process.env, ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  // Ctrl-C reaches the server as well; it ends first and this process follows.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => server.kill(signal));
  const ended = new Promise<number>((resolve) => server.on("exit", (code, signal) => resolve(signal ? 0 : (code ?? 0))));
  const ready = await Promise.race([answers(url), ended.then(() => null)]);
  if (ready === true) log(`\nVitrine is ready at ${url} (${((performance.now() - began) / 1000).toFixed(1)} s). Stop it with Ctrl-C.\n${words.map((line) => `${line}\n`).join("")}`);
  if (ready === false) log(`\nThe server at ${url} listens, but its first answer was an error; the lines above say why.\n`);
  process.exitCode = await ended;
}

try {
  const reach = readReach();
  const port = await freePort(reach.host);
  await prepareEngine(log);
  await preparePage(log);
  await serve(port, reach);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
