import path from "node:path";
import type { Fidelity } from "@/lib/domain/fidelity";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { measureFidelity } from "@/lib/inspect/fidelity/fidelity";
import type { Command, CommandContext } from "./command";
import { requireFolderOf, writeWhole } from "./files";
import { numberFlag, parseFlags, required } from "./flags";
import { readTexts } from "./texts";
import { countInWords } from "./words";

const flags = {
  model: { type: "string" },
  against: { type: "string" },
  in: { type: "string" },
  generate: { type: "string", default: "16" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

function report(context: CommandContext, out: string, { model, against, generate, summary }: Fidelity): void {
  const { texts, tokens, kl, leastCovered, topChanged, routing, diverged } = summary;
  context.print(`${against.fileName} (${against.quantisation}) against ${model.fileName} (${model.quantisation}) on ${countInWords(tokens, "token")} of ${countInWords(texts, "text")}:`);
  context.print(`Divergence (nats a token, at least): mean ${kl.mean.toPrecision(3)}, median ${kl.median.toPrecision(3)}, largest ${kl.largest.toPrecision(3)}; single tokens cover ${(100 * leastCovered).toFixed(1)} % or more of each prediction.`);
  context.print(`Another token leads after ${countInWords(topChanged, "token")}.`);
  if (routing) context.print(`Routers choose other experts in ${routing.flips.toLocaleString("en")} of ${countInWords(routing.decisions, "decision")}.`);
  if (generate > 0) context.print(`${countInWords(diverged, "text")} go on differently within ${countInWords(generate, "token")}.`);
  context.print(`The figures are in ${out}.`);
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const againstPath = path.resolve(required(values.against, "against"));
  const out = required(values.out, "out");
  const generate = numberFlag(values.generate, "generate", inspectionRequestSchema.shape.generate);
  const texts = (await readTexts(required(values.in, "in"))).map(({ id, text, line }) => ({ id, text, name: `Line ${line}` }));
  const file = await requireFolderOf(out);
  const fidelity = await measureFidelity(context.engine, { modelPath, againstPath, texts, generate }, {
    signal: context.signal,
    onRun: (done, total) => context.progress(`Evaluating … ${done} of ${total}`),
  });
  context.progress("");
  await writeWhole(file, `${JSON.stringify(fidelity)}\n`);
  if (values.json) context.print(JSON.stringify({ out, model: fidelity.model, against: fidelity.against, summary: fidelity.summary }));
  else report(context, out, fidelity);
}

export const fidelityCommand: Command = {
  name: "fidelity",
  summary: "how far a quantised file is from another file of the same model, on texts",
  usage: 'fidelity --model FILE --against FILE --in texts.jsonl [--generate N] --out fidelity.json [--json]\n         in: {"id", "text"} a line',
  run,
};
