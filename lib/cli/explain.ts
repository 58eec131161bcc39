import path from "node:path";
import { z } from "zod";
import type { LeaveOneOut } from "@/lib/domain/explanation";
import type { WorkProgress } from "@/lib/engine/engine";
import { explainPrompt, type PromptExplanation } from "@/lib/inspect/explain";
import { UsageError, type Command, type CommandContext } from "./command";
import { requireFolderOf, writeWhole } from "./files";
import { numberFlag, parseFlags, required } from "./flags";
import { promptFlags, readPrompt } from "./prompt";
import { tokenFlag } from "./token-flag";
import { countInWords, waitingInWords } from "./words";

const flags = {
  model: { type: "string" },
  ...promptFlags,
  position: { type: "string" },
  target: { type: "string" },
  foil: { type: "string" },
  "leave-one-out": { type: "string" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

const positionSchema = z.int().nonnegative();

/** What is written. `leaveOneOut` is there when it was asked for; a figure that was not measured before a stop is null. */
function outputOf({ explanation, leaveOneOut }: PromptExplanation): object {
  if (!leaveOneOut) return explanation;
  const listed = leaveOneOut.spans.map(({ from, delta, foilDelta }) => ({ tokenIndex: from, deltaLogprob: delta, ...(explanation.foil ? { foilDeltaLogprob: foilDelta } : {}) }));
  return { ...explanation, leaveOneOut: listed, leaveOneOutNoiseFloor: leaveOneOut.noiseFloor };
}

const textOf = (bytes: string): string => Buffer.from(bytes, "base64").toString("utf8");
const figure = (value: number): string => value.toFixed(3);

function report(context: CommandContext, out: string, { explanation, leaveOneOut }: PromptExplanation): void {
  const { target, foil, position, logit, remainder, missing } = explanation;
  context.print(`After token ${position}: “${textOf(target.bytes)}” (id ${target.id}) has probability ${figure(Math.exp(target.logprob))}, rank ${target.rank}.`);
  context.print(foil ? `Its logit is ${figure(logit)} above that of “${textOf(foil.bytes)}” (id ${foil.id}).` : `Its logit is ${figure(logit)}.`);
  if (remainder !== null) context.print(`The parts add up to it but for ${remainder.toExponential(1)}.`);
  for (const lacking of [missing.lens, missing.contributions]) if (lacking) context.note(lacking.reason);
  for (const note of explanation.notes) context.note(note);
  if (leaveOneOut) context.print(strongest(leaveOneOut));
  context.print(`The explanation is in ${out}.`);
}

function strongest({ spans }: LeaveOneOut): string {
  const [first] = [...spans].sort((a, b) => Math.abs(b.delta ?? 0) - Math.abs(a.delta ?? 0));
  return `Left out one by one: ${countInWords(spans.length, "token")}; token ${first?.from ?? 0} matters most (${figure(first?.delta ?? 0)} in log-probability).`;
}

const progressInWords = (event: WorkProgress): string => (event.type === "work" ? `Evaluating … ${event.done} of ${event.total}` : waitingInWords(event));

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const out = required(values.out, "out");
  const position = values.position === undefined ? null : numberFlag(values.position, "position", positionSchema);
  const [target, foil] = [tokenFlag(values.target, "target"), tokenFlag(values.foil, "foil")];
  if (foil && !target) throw new UsageError("--foil needs a --target that it is compared with");
  const left = values["leave-one-out"];
  if (left !== undefined && left !== "token") throw new UsageError(`--leave-one-out knows “token”, not “${left}”`);
  const prompt = await readPrompt(values);
  const file = await requireFolderOf(out);
  const result = await explainPrompt(context.engine, { modelPath, prompt, position, target, foil }, left === "token", {
    signal: context.signal,
    onEvent: (event) => context.progress(progressInWords(event)),
  });
  context.progress("");
  await writeWhole(file, `${JSON.stringify(outputOf(result))}\n`);
  if (!values.json) return report(context, out, result);
  const { explanation } = result;
  context.print(JSON.stringify({ out, position: explanation.position, target: explanation.target, foil: explanation.foil, logit: explanation.logit, remainder: explanation.remainder }));
}

export const explainCommand: Command = {
  name: "explain",
  summary: "why a model predicts a token: logit lens, parts of the logit, what in the prompt mattered",
  usage:
    "explain --model FILE (--prompt TEXT | --prompt-file F | --tokens 1,2,3) [--chat] [--position P]\n" +
    "        [--target TOKEN [--foil TOKEN]] [--leave-one-out token] --out explain.json [--json]\n" +
    "        P: explains what comes after token P, counted from 0; the last one unless told\n" +
    "        TOKEN: an id, or text that is one token; the likeliest token unless told",
  run,
};
