import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { AuditContext } from "@/lib/audit/audit-context";
import { requireSuite } from "@/lib/audit/format/read-suite";
import { uploadSuite } from "@/lib/audit/library";
import { itemsJsonl } from "@/lib/audit/results/exports";
import { junitFile } from "@/lib/audit/results/junit-file";
import { resultsFile } from "@/lib/audit/results/results-file";
import { followAudit, pauseAudit, requireAudit, resumeAudit, startAudit } from "@/lib/audit/runner/audits";
import { listResults } from "@/lib/db/audits";
import { auditOptionsSchema, auditRequestSchema, type AuditEvent } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { findingsInWords } from "./audit-findings";
import { holdsIn, parseCondition, type Condition } from "./audit-condition";
import { modelId, withAudits } from "./audit-context";
import { UsageError, type CommandContext } from "./command";
import { readUtf8, requireFolderOf } from "./files";
import { numberFlag, parseFlags, required } from "./flags";

/** Exit code when a `--fail-on` holds. */
export const CONDITION_HOLDS = 100;

const output = { out: { type: "string" }, items: { type: "string" }, junit: { type: "string" }, "fail-on": { type: "string", multiple: true } } as const;
const runFlags = { model: { type: "string" }, suite: { type: "string" }, limit: { type: "string" }, seed: { type: "string" }, continuations: { type: "boolean" }, ...output } as const;

interface Output {
  out: string | null;
  items: string | null;
  junit: string | null;
}

async function outputOf(values: { out?: string | undefined; items?: string | undefined; junit?: string | undefined }): Promise<Output> {
  const place = async (file: string | undefined) => (file === undefined ? null : requireFolderOf(file));
  return { out: await place(values.out), items: await place(values.items), junit: await place(values.junit) };
}

function inWords(event: AuditEvent): string {
  switch (event.type) {
    case "loading":
      return `Loading the model … ${Math.round(event.fraction * 100)} %`;
    case "noise":
      return `Measuring the noise floor … ${event.done} of ${event.total}`;
    case "progress":
      return `${event.suite} … ${event.done} of ${event.total}${event.secondsLeft === null ? "" : `, ${Math.ceil(event.secondsLeft)} s left`}`;
    case "statistics":
      return `${event.suite} … computing findings`;
    case "state":
    case "failed":
      return "";
  }
}

/** Waits for the end, writes what was asked for, prints the declared findings. Returns the exit code. */
async function finish(command: CommandContext, context: AuditContext, id: string, where: Output, conditions: readonly Condition[]): Promise<number> {
  const stop = () => void pauseAudit(context, id);
  command.signal.addEventListener("abort", stop, { once: true });
  (await followAudit(context, id))((event) => command.progress(inWords(event)));
  await context.queue.finished(id);
  command.progress("");
  const record = await requireAudit(context, id);
  if (record.error) throw VitrineError.fromBody(record.error);
  if (record.summary.state !== "complete" || !record.manifest) {
    throw new VitrineError("stopped", `The audit is kept as far as it came. Go on with: vitrine audit resume ${id}`);
  }
  const results = resultsFile(record, record.manifest, await listResults(context.database, id));
  const held = conditions.flatMap((condition) => holdsIn(condition, results).map((message) => ({ suite: condition.suite, text: condition.text, message })));
  if (where.out) await writeFile(where.out, `${JSON.stringify(results, null, 2)}\n`);
  if (where.items) await pipeline(itemsJsonl(context, record), createWriteStream(where.items));
  if (where.junit) await writeFile(where.junit, junitFile({ suites: results.suites, model: results.manifest.model.fileName }, held));
  command.print(results.suites.map((suite) => findingsInWords(suite, results)).join("\n\n"));
  for (const { message } of held) command.note(`--fail-on holds: ${message}`);
  return held.length > 0 ? CONDITION_HOLDS : 0;
}

/** The suite in a file, where a name is one of a file in the own format (my-suite.yaml); null: the name of a suite that is there. Errors: `not-found`, `bad-request`. */
async function ownSuite(name: string): Promise<{ id: string; name: string; text: string } | null> {
  if (!/\.(ya?ml|json)$/i.test(name)) return null;
  const text = await readUtf8(name);
  return { id: requireSuite(text, name).id, name, text };
}

export async function auditRun(args: readonly string[], command: CommandContext): Promise<number> {
  const values = parseFlags(args, runFlags);
  const named = required(values.suite, "suite").split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (named.length === 0) throw new UsageError("--suite names no suite");
  const file = required(values.model, "model");
  const limit = values.limit === undefined ? null : numberFlag(values.limit, "limit", z.int().positive().max(1_000_000));
  const seed = values.seed === undefined ? 1 : numberFlag(values.seed, "seed", auditOptionsSchema.shape.seed.unwrap());
  required(values.out, "out");
  const where = await outputOf(values);
  const own = await Promise.all(named.map(ownSuite));
  const suites = named.map((name, i) => own[i]?.id ?? name);
  const conditions = (values["fail-on"] ?? []).map((text) => parseCondition(text, suites));
  return withAudits(command, async (context) => {
    for (const file of own) if (file) await uploadSuite(context, file.text, file.name);
    const request = auditRequestSchema.parse({ model: await modelId(context, file), suites, options: { limit, seed, continuations: values.continuations ?? false } });
    const { id } = await startAudit(context, request);
    command.note(`Audit ${id}`);
    return finish(command, context, id, where, conditions);
  });
}

export async function auditResume([id, ...args]: readonly string[], command: CommandContext): Promise<number> {
  if (id === undefined || id.startsWith("-")) throw new UsageError("audit resume wants the id of an audit");
  const values = parseFlags(args, output);
  const where = await outputOf(values);
  return withAudits(command, async (context) => {
    const { request, summary } = await requireAudit(context, id);
    const conditions = (values["fail-on"] ?? []).map((text) => parseCondition(text, request.suites));
    // A model outside of the models folder is known by its path.
    await modelId(context, request.model);
    if (summary.state !== "complete") await resumeAudit(context, id);
    return finish(command, context, id, where, conditions);
  });
}
