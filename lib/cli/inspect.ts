import path from "node:path";
import { inspectionRequestSchema, samplingSchema, type TokenTable } from "@/lib/domain/inspection";
import { captureKinds, captureKindSchema, type CaptureKind } from "@/lib/domain/model";
import type { InspectOutcome, InspectProgress } from "@/lib/engine/engine";
import { readTokenTable } from "@/lib/inspect/token-table";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { UsageError, type Command, type CommandContext } from "./command";
import { readEdits } from "./edits";
import { requireFolderOf } from "./files";
import { numberFlag, parseFlags, required } from "./flags";
import { promptFlags, readPrompt } from "./prompt";
import { countInWords, sizeInWords, waitingInWords } from "./words";

const flags = {
  model: { type: "string" },
  ...promptFlags,
  generate: { type: "string" },
  temperature: { type: "string" },
  seed: { type: "string" },
  capture: { type: "string" },
  edits: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

function parseCapture(text: string | undefined): CaptureKind[] {
  if (text === undefined) return [...captureKinds];
  return text.split(",").map((word) => {
    const kind = captureKindSchema.safeParse(word.trim());
    if (!kind.success) throw new UsageError(`--capture knows ${captureKinds.join(", ")}, not “${word}”`);
    return kind.data;
  });
}

function progressInWords(event: InspectProgress): string {
  switch (event.type) {
    case "queued":
    case "loading":
      return waitingInWords(event);
    case "prompt":
      return `Reading the prompt … ${event.done} of ${countInWords(event.total, "token")}`;
    case "tokens":
      return `Generating … ${event.tokensPerSecond === null ? "" : `${event.tokensPerSecond.toFixed(1)} tokens a second`}`;
    case "writing":
      return `Writing the trace … ${Math.round(event.fraction * 100)} %`;
  }
}

const bytesOf = (table: TokenTable, from: number): string =>
  Buffer.concat(table.bytes.slice(from).map((bytes) => Buffer.from(bytes, "base64"))).toString("utf8");

function report(context: CommandContext, out: string, outcome: InspectOutcome, table: TokenTable): void {
  const { promptTokens, finish, edits } = outcome.manifest;
  const generated = table.ids.length - promptTokens;
  if (generated > 0) context.print(bytesOf(table, promptTokens));
  const because = { length: "", "end-token": ", where the model ended", stopped: ", where it was stopped", "context-full": ", where the context was full" }[finish];
  if (edits) context.print(`The model is modified by ${countInWords(edits.length, "edit")}.`);
  context.print(`${countInWords(promptTokens, "prompt token")}, ${generated.toLocaleString("en")} generated${because}. The trace is in ${out} (${sizeInWords(outcome.traceBytes)}).`);
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const out = required(values.out, "out");
  const capture = parseCapture(values.capture);
  const generate = values.generate === undefined ? 0 : numberFlag(values.generate, "generate", inspectionRequestSchema.shape.generate);
  const sampling = samplingSchema.parse({
    temperature: numberFlag(values.temperature, "temperature", samplingSchema.shape.temperature),
    seed: numberFlag(values.seed, "seed", samplingSchema.shape.seed),
  });
  const prompt = await readPrompt(values);
  const edits = values.edits === undefined ? undefined : await readEdits(required(values.edits, "edits"));
  const tracePath = await requireFolderOf(out);

  const outcome = await context.engine.inspect(
    { modelPath, prompt, generate, sampling, capture, edits, tracePath },
    { signal: context.signal, onEvent: (event) => context.progress(progressInWords(event)) },
  );
  context.progress("");
  for (const kind of capture) {
    const capability = outcome.manifest.capabilities[kind];
    if (!capability.available) context.note(`Not captured: ${kind}. ${capability.reason}`);
  }
  const table = await withTrace(tracePath, readTokenTable);
  if (!values.json) return report(context, out, outcome, table);
  const { state, traceSha256, traceBytes, captureBytes, timings, manifest } = outcome;
  const completion = bytesOf(table, manifest.promptTokens);
  context.print(JSON.stringify({ state, out, traceSha256, traceBytes, captureBytes, timings, tokens: table.ids, promptTokens: manifest.promptTokens, completion, manifest }));
}

export const inspectCommand: Command = {
  name: "inspect",
  summary: "run a model on a prompt and record what happens inside, as a .safetensors trace",
  usage:
    "inspect --model FILE (--prompt TEXT | --prompt-file F | --tokens 1,2,3) [--chat] [--generate N] [--temperature T] [--seed S]\n" +
    "        [--capture attention,router,residual,logits] [--edits edits.json] --out trace.safetensors [--json]",
  run,
};
