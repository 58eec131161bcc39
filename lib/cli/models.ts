import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { captureKinds, modelListSchema, type ModelSummary } from "@/lib/domain/model";
import type { Command, CommandContext } from "./command";
import { listModelFiles, type ModelFile } from "@/lib/inspect/model-files";
import { parseFlags } from "./flags";
import { countInWords, sizeInWords, tableInWords } from "./words";

const flags = { json: { type: "boolean", default: false } } as const;

async function describe({ engine }: CommandContext, file: ModelFile): Promise<Pick<ModelSummary, "details" | "problem">> {
  try {
    return { details: await engine.describe(file.path), problem: null };
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    // What the file is at fault for belongs into the list; an engine that does not work ends the command.
    if (error.code !== "model-unreadable" && error.code !== "model-unsupported") throw error;
    return { details: null, problem: { code: error.code, message: error.message } };
  }
}

function row({ id, sizeBytes, details }: ModelSummary): string[] {
  if (!details) return [id, sizeInWords(sizeBytes)];
  const { architecture, quantisation, memory, capabilities } = details;
  const offered = captureKinds.filter((kind) => capabilities[kind].available).join(" ");
  const fit = memory.fits ? sizeInWords(memory.neededBytes) : `${sizeInWords(memory.neededBytes)}, and ${sizeInWords(memory.availableBytes)} are free: too large`;
  return [id, sizeInWords(sizeBytes), architecture, quantisation, fit, offered];
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const { json } = parseFlags(args, flags);
  const { modelsFolder, defaultModel } = context.settings;
  const models: ModelSummary[] = [];
  for (const file of await listModelFiles(modelsFolder)) {
    context.progress(`Reading ${file.id} …`);
    models.push({
      id: file.id,
      fileName: path.basename(file.path),
      sizeBytes: file.sizeBytes,
      modifiedAt: new Date(file.modifiedMs).toISOString(),
      ...(await describe(context, file)),
      isDefault: file.id === defaultModel,
      isDemo: file.id.startsWith("demo/"),
      loaded: false,
    });
  }
  context.progress("");
  if (json) return context.print(JSON.stringify(modelListSchema.parse({ folder: modelsFolder, models })));
  const readable = models.filter(({ details }) => details);
  if (readable.length > 0) context.print(tableInWords([["MODEL", "FILE", "ARCHITECTURE", "QUANTISATION", "MEMORY", "CAPTURES"], ...readable.map(row)]));
  for (const { id, problem } of models) if (problem) context.print(`${id}: ${problem.message}`);
  context.note(`${countInWords(models.length, "model")} below ${modelsFolder}`);
}

export const modelsCommand: Command = { name: "models", summary: "list the models below the models folder", usage: "models [--json]", run };
