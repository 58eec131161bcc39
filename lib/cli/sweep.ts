import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { PromptMode } from "@/lib/domain/inspection";
import { effectOf, isPatch, recoveredShare, sweepColumn, sweepKindSchema, sweepRequestSchema, type Sweep, type SweepRequest } from "@/lib/domain/sweep";
import type { PromptInput } from "@/lib/engine/engine";
import { sweepOf, type SweepPart } from "@/lib/inspect/sweep/result";
import { runSweep, type SweepSubject } from "@/lib/inspect/sweep/run-sweep";
import { UsageError, type Command, type CommandContext } from "./command";
import { requireFolderOf, writeWhole } from "./files";
import { numberFlag, parseFlags, required } from "./flags";
import { promptFlags, readPrompt } from "./prompt";
import { readTexts } from "./texts";
import { tokenFlag } from "./token-flag";
import { countInWords, tableInWords, waitingInWords } from "./words";

const flags = {
  model: { type: "string" },
  ...promptFlags,
  kind: { type: "string" },
  position: { type: "string" },
  target: { type: "string" },
  foil: { type: "string" },
  everywhere: { type: "boolean", default: false },
  layers: { type: "string" },
  "source-prompt": { type: "string" },
  texts: { type: "string" },
  control: { type: "string" },
  draws: { type: "string", default: "20" },
  seed: { type: "string", default: "1" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseFlags<typeof flags>>;

/** The inspection that a request of the page would name: here the source is a text. */
const NO_INSPECTION = "00000000-0000-4000-8000-000000000000";

function layersFlag(value: string | undefined): number[] | null {
  if (value === undefined) return null;
  if (!/^\d+(,\d+)*$/.test(value)) throw new UsageError(`--layers wants numbers with commas between them, such as 1,2,3, not “${value}”`);
  return value.split(",").map(Number);
}

interface Question {
  request: SweepRequest;
  tokens: number[];
  source: number[] | null;
  mode: PromptMode;
}

/** What was asked, with tokens and ids in place of texts. */
async function questionOf(values: Values, context: CommandContext, modelPath: string, prompt: PromptInput): Promise<Question> {
  const kind = sweepKindSchema.safeParse(required(values.kind, "kind"));
  if (!kind.success) throw new UsageError(`--kind knows ${sweepKindSchema.options.join(", ")}; not “${values.kind ?? ""}”`);
  if (isPatch(kind.data) !== (values["source-prompt"] !== undefined)) throw new UsageError("--source-prompt belongs to the kinds that begin with “patch”, and they need it");
  const [target, foil] = [tokenFlag(values.target, "target"), tokenFlag(values.foil, "foil")];
  if (foil && !target) throw new UsageError("--foil needs a --target that it is compared with");
  const layers = layersFlag(values.layers);
  const position = values.position === undefined ? null : numberFlag(values.position, "position", z.int().nonnegative());
  const control = values.control === undefined ? null : { size: numberFlag(values.control, "control", z.number()), draws: numberFlag(values.draws, "draws", z.number()), seed: numberFlag(values.seed, "seed", z.number()) };
  const prompts = values.texts === undefined ? [] : (await readTexts(values.texts)).map(({ text }) => text);

  const job = { modelPath, prompt, position, target, foil, top: 1, lensPath: null, contributions: false };
  const { explanation } = await context.engine.explain(job, { signal: context.signal, onEvent: (event) => context.progress(event.type === "work" ? "Reading the prompt …" : waitingInWords(event)) });
  const { mode } = explanation;
  const sourceText = values["source-prompt"];
  const source = sourceText === undefined ? null : (await context.engine.tokenize(modelPath, { kind: "text", text: sourceText, mode })).ids;
  const request = sweepRequestSchema.safeParse({
    position: explanation.position, target: explanation.target.id, foil: explanation.foil?.id ?? null, kind: kind.data, where: values.everywhere ? "all" : "position", layers,
    source: source && { inspection: NO_INSPECTION, position: source.length - 1 }, prompts, control,
  });
  if (!request.success) throw new VitrineError("bad-request", `${request.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`).join("; ")}.`);
  return { request: request.data, tokens: explanation.tokens.slice(0, explanation.position + 1), source, mode };
}

const figure = (value: number | null): string => (value === null ? "" : value.toFixed(4));

function report(context: CommandContext, out: string, sweep: Sweep): void {
  const column = sweepColumn(sweep.kind);
  const strongest = [...sweep.own.cells].sort((a, b) => Math.abs(effectOf(b)) - Math.abs(effectOf(a))).slice(0, 10);
  const known = (layer: number, at: number) => sweep.predicted.find((cell) => cell.layer === layer && cell.column === at);
  const rows = strongest.map((cell) => [String(cell.layer), String(cell.column), figure(effectOf(cell)), sweep.source ? figure(recoveredShare(sweep, cell)) : figure(known(cell.layer, cell.column)?.contribution ?? null)]);
  context.print(tableInWords([["layer", column, sweep.foil === null ? "Δ log p" : "Δ log p(target) − log p(foil)", sweep.source ? "share recovered" : "contribution"], ...rows]));
  context.print(`${countInWords(sweep.own.cells.length, "cell")}; the noise floor is ${sweep.own.noiseFloor.toExponential(1)} nats.`);
  const { control } = sweep;
  if (control) {
    const beaten = control.draws.filter((draw) => Math.abs(effectOf(draw)) >= Math.abs(effectOf(control.together))).length;
    context.print(`The ${control.members.length} that matter most, together: ${figure(effectOf(control.together))}; ${beaten} of ${control.draws.length} random sets of as many do as much.`);
  }
  const found = sweep.tested.filter(({ adjusted }) => adjusted <= 0.05).length;
  if (sweep.tested.length > 0) context.print(`Over ${countInWords(sweep.others.length + 1, "text")}, ${countInWords(found, "cell")} of ${sweep.tested.length} that moved have a mean other than 0 (Benjamini–Hochberg, 5 %).`);
  context.print(`The sweep is in ${out}.`);
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const out = required(values.out, "out");
  const file = await requireFolderOf(out);
  const prompt = await readPrompt(values);
  const { request, tokens, source, mode } = await questionOf(values, context, modelPath, prompt);
  const subject: SweepSubject = { modelPath, modelBytes: (await stat(modelPath)).size, tokens, source, mode };
  const parts: SweepPart[] = [];
  let total = 0;
  const keeper = {
    parts: async () => Promise.resolve(parts.slice()),
    begin: async (_: number, all: number) => Promise.resolve(void (total = all)),
    save: async (part: SweepPart) => Promise.resolve(void parts.push(part)),
    engine: async <T>(done: number, work: (options: Parameters<typeof context.engine.sweep>[1] & object) => Promise<T>): Promise<T> =>
      work({ signal: context.signal, onEvent: (event) => context.progress(event.type === "work" ? `Changing … ${done + event.done} of ${total}` : waitingInWords(event)) }),
  };
  const sweep = await runSweep(context.engine, subject, request, keeper).catch((error: unknown) => {
    const kept = error instanceof VitrineError && error.code === "stopped" ? sweepOf(request, parts) : null;
    if (kept === null || kept.own.cells.length === 0) throw error;
    return kept;
  });
  context.progress("");
  await writeWhole(file, `${JSON.stringify(sweep)}\n`);
  if (sweep.state === "stopped") throw new VitrineError("stopped", `Stopped: ${sweep.own.cells.length} of ${sweep.cells} cells were measured; they are in ${out}.`);
  if (values.json) context.print(JSON.stringify({ out, kind: sweep.kind, target: sweep.target, foil: sweep.foil, cells: sweep.cells, noiseFloor: sweep.own.noiseFloor }));
  else report(context, out, sweep);
}

export const sweepCommand: Command = {
  name: "sweep",
  summary: "what each expert, head or layer × token does to a prediction, switched off or patched one at a time",
  usage:
    "sweep --model FILE (--prompt TEXT | --prompt-file F | --tokens 1,2,3) [--chat] --kind KIND [--position P]\n" +
    "      [--target TOKEN [--foil TOKEN]] [--everywhere] [--layers 1,2] [--texts texts.jsonl] [--control N [--draws M] [--seed S]]\n" +
    "      [--source-prompt TEXT] --out sweep.json [--json]\n" +
    `      KIND: ${sweepKindSchema.options.join(", ")}\n` +
    "      P: measures what comes after token P, counted from 0; the last one unless told. Experts and heads change there, or --everywhere\n" +
    "      texts: the same sweep after each; control: the N strongest together, against M random sets of N",
  run,
};
