import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import type { z } from "zod";
import { inspectionResourceSchema, startedSchema, tokenizeResponseSchema } from "@/lib/domain/api";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { modelListSchema } from "@/lib/domain/model";
import { requireBrowser } from "@/scripts/setup/browser";
import { HOST, tryPort } from "@/scripts/setup/port";
import { BENCH_FOLDER } from "./models";

/** The running program in a browser, as a person has it before them. */
export interface App {
  url: string;
  page: Page;
  /** Inspections made for the bench; `close` deletes them. */
  made: Set<string>;
  close(): Promise<void>;
}

const START_LIMIT_MS = 10 * 60_000;

/** Takes the program at VITRINE_URL when that is set; else starts one with `npm start`, with a data folder of its own. */
export async function openApp(): Promise<App> {
  const given = process.env["VITRINE_URL"];
  const { url, server } = given === undefined ? await start() : { url: given, server: null };
  const executablePath = requireBrowser((line) => console.error(line));
  const browser = await chromium.launch({ args: ["--no-sandbox"], executablePath });
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  // The tour of a first visit would lie over the charts.
  await page.addInitScript(() => localStorage.setItem("vitrine.tour", "done"));
  const made = new Set<string>();
  const close = async (): Promise<void> => {
    await browser.close();
    for (const id of made) await fetch(`${url}/api/inspections/${id}`, { method: "DELETE" });
    if (server?.pid !== undefined) process.kill(-server.pid, "SIGTERM");
  };
  return { url, page, made, close };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/status`)).ok;
  } catch {
    return false; // nothing listens there yet
  }
}

/** In a process group of its own, so that npm and all that it starts can be ended together. */
async function start(): Promise<{ url: string; server: ChildProcess }> {
  const port = await tryPort(0);
  if (port === null) throw new Error("No free port was found");
  const env = { ...process.env, PORT: String(port), VITRINE_DATA: join(BENCH_FOLDER, "app") };
  const server = spawn("npm", ["start"], { stdio: ["ignore", "ignore", "inherit"], detached: true, env });
  const url = `http://${HOST}:${port}`;
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await pause(500)) {
    if (await answers(url)) return { url, server };
    if (server.exitCode !== null) throw new Error(`“npm start” ended with code ${server.exitCode}`);
  }
  throw new Error(`“npm start” did not answer at ${url}`);
}

async function call<Schema extends z.ZodType>(app: App, path: string, schema: Schema, body?: unknown): Promise<z.output<Schema>> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${app.url}${path}`, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return schema.parse(await response.json());
}

/** Makes a finished inspection of the demo model with exactly as many prompt tokens and as many generated ones, and returns its id. */
export async function prepareInspection(app: App, promptTokens: number, generate: number): Promise<string> {
  const { models } = await call(app, "/api/models", modelListSchema);
  const model = models.find(({ isDemo }) => isDemo)?.id;
  if (model === undefined) throw new Error("The demo model is not in the models folder");
  const request = inspectionRequestSchema.parse({ model, prompt: await promptOf(app, model, promptTokens), generate });
  const { id } = await call(app, "/api/inspections", startedSchema, request);
  app.made.add(id);
  for (;;) {
    const resource = await call(app, `/api/inspections/${id}`, inspectionResourceSchema);
    if (!resource.running) {
      const { summary } = resource.detail;
      if (summary.promptTokens !== promptTokens || summary.totalTokens !== promptTokens + generate) {
        throw new Error(`The run has ${summary.promptTokens} + ${summary.totalTokens - summary.promptTokens} tokens, not ${promptTokens} + ${generate}`);
      }
      return id;
    }
    await pause(50);
  }
}

/** A story with exactly as many tokens: it is long enough before words are dropped, and every word more is at least a token. */
async function promptOf(app: App, model: string, tokens: number): Promise<string> {
  const sentence = "Once upon a time there was a little fox who lived near the river and liked to play with a red ball .".split(" ");
  const count = async (words: string[]): Promise<number> => (await call(app, "/api/tokenize", tokenizeResponseSchema, { model, prompt: words.join(" "), mode: "completion" })).count;
  const words: string[] = [];
  let length = 0;
  while (length < tokens) {
    words.push(sentence[words.length % sentence.length] ?? "");
    length = await count(words);
  }
  // A word of several tokens may overshoot: end on short words instead.
  while (length > tokens) {
    words.pop();
    length = await count(words);
  }
  while (length < tokens) {
    words.push("a");
    length = await count(words);
  }
  if (length !== tokens) throw new Error(`No prompt of exactly ${tokens} tokens was found`);
  return words.join(" ");
}
