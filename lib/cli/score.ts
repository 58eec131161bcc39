import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { ScoreOutcome, WorkProgress } from "@/lib/engine/engine";
import { isDiskFull } from "@/lib/trace/disk";
import type { Command, CommandContext } from "./command";
import { requireFolderOf } from "./files";
import { parseFlags, required } from "./flags";
import type { NumberedText } from "@/lib/inspect/text-lines";
import { readTexts } from "./texts";
import { countInWords, waitingInWords } from "./words";

const flags = { model: { type: "string" }, in: { type: "string" }, out: { type: "string" }, json: { type: "boolean", default: false } } as const;

/** Texts handed over at once: what is written between two batches outlives Ctrl-C. */
const BATCH = 256;

const nameOf = ({ line }: NumberedText): string => `line ${line}`;

/**
 * One line of the output. `tokens`: how many the text has, without a beginning-of-sequence token in front. `token_ll`: one figure
 * for each, natural log; null for a first token that nothing stands before. `ll`: their sum.
 */
function scoredLine(id: string | number, { tokens, tokenLogprobs }: ScoreOutcome["scores"][number]): string {
  const ll = tokenLogprobs.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return `${JSON.stringify({ id, tokens: tokens.length, ll, token_ll: tokenLogprobs })}\n`;
}

/** The engine knows the longest text's length, not its place: names the line. */
async function placeTooLong(error: VitrineError, context: CommandContext, modelPath: string, batch: readonly NumberedText[]): Promise<VitrineError> {
  let longest: { line: number; tokens: number } | null = null;
  for (const { line, text } of batch) {
    const { ids } = await context.engine.tokenize(modelPath, { kind: "text", text, mode: "completion" });
    if (!longest || ids.length > longest.tokens) longest = { line, tokens: ids.length };
  }
  return new VitrineError(error.code, `${longest ? `Line ${longest.line}: ` : ""}${error.message}`, undefined, { cause: error });
}

async function scoreBatch(context: CommandContext, modelPath: string, batch: readonly NumberedText[], onEvent: (event: WorkProgress) => void): Promise<string> {
  try {
    const { scores } = await context.engine.score({ modelPath, texts: batch.map((text) => ({ id: nameOf(text), text: text.text })) }, { signal: context.signal, onEvent });
    return batch
      .map((text, index) => {
        const score = scores[index];
        if (score?.id !== nameOf(text)) throw new VitrineError("engine-failed", "The engine answered about other texts than it was asked about.");
        return scoredLine(text.id, score);
      })
      .join("");
  } catch (error) {
    if (error instanceof VitrineError && error.code === "prompt-too-long") throw await placeTooLong(error, context, modelPath, batch);
    throw error;
  }
}

/** Scores all texts into `part`, batch by batch; returns how many were done when it ended or was stopped. */
async function scoreInto(part: string, context: CommandContext, modelPath: string, texts: readonly NumberedText[]): Promise<number> {
  const file = await open(part, "w");
  let done = 0;
  try {
    while (done < texts.length) {
      const batch = texts.slice(done, done + BATCH);
      const before = done;
      const lines = await scoreBatch(context, modelPath, batch, (event) =>
        context.progress(event.type === "work" ? `Scoring … ${before + Math.floor((batch.length * event.done) / Math.max(1, event.total))} of ${countInWords(texts.length, "text")}` : waitingInWords(event)),
      );
      await file.writeFile(lines);
      done += batch.length;
    }
  } catch (error) {
    if (isDiskFull(error)) throw new VitrineError("disk-full", `The disk is full: the scores were not kept. Free some space and run again.`, undefined, { cause: error });
    // Ctrl-C on a terminal may also reach the engine while it starts; whatever came of it, the person asked to stop.
    if (!context.signal.aborted) throw error;
  } finally {
    await file.close();
  }
  return done;
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const source = required(values.in, "in");
  const out = required(values.out, "out");
  const texts = await readTexts(source);
  const target = await requireFolderOf(out);
  const part = `${target}.part`;
  try {
    const done = await scoreInto(part, context, modelPath, texts);
    context.progress("");
    if (done > 0) await rename(part, target);
    if (done < texts.length) {
      throw new VitrineError("stopped", done > 0 ? `Stopped: ${done} of ${texts.length} texts were scored; they are in ${out}.` : "Stopped before the first texts were scored; nothing was written.");
    }
  } finally {
    await rm(part, { force: true });
  }
  context.print(values.json ? JSON.stringify({ out, texts: texts.length }) : `${countInWords(texts.length, "text")} scored. The scores are in ${out}.`);
}

export const scoreCommand: Command = {
  name: "score",
  summary: "log-likelihoods of texts and of each of their tokens",
  usage: 'score --model FILE --in texts.jsonl --out scores.jsonl [--json]\n      in:  {"id", "text"} a line\n      out: {"id", "tokens", "ll", "token_ll": […]} a line, natural log',
  run,
};
