import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { modelSummarySchema, type ModelList, type ModelSummary } from "@/lib/domain/model";
import { forgetModels, listModelRecords, saveModelDescription, type ModelRecord } from "@/lib/db/models";
import type { InspectContext } from "./context";
import { listModelFiles, resolveModel, type ModelFile } from "./model-files";
import { SOFTWARE } from "./settings";

const detailsSchema = modelSummarySchema.shape.details.unwrap();
type Details = NonNullable<ModelSummary["details"]>;
type Described = { details: Details; problem: null } | { details: null; problem: NonNullable<ModelSummary["problem"]> };

/** Another version of either may read a file otherwise: what was remembered by it does not count. */
const readerVersion = ({ engine }: InspectContext): string => `${SOFTWARE}, llama.cpp ${engine.status().llamaCpp ?? "?"}`;

const isCurrent = (record: ModelRecord | undefined, file: ModelFile, reader: string): record is ModelRecord =>
  record !== undefined && record.sizeBytes === file.sizeBytes && record.modifiedMs === file.modifiedMs && record.describedBy === reader;

/** Reads the file's metadata, and remembers what it says or what is wrong with it. */
async function describe(context: InspectContext, file: ModelFile, record: ModelRecord | undefined): Promise<Described> {
  const remember = async (described: { description: Details | null; problem: ModelRecord["problem"] }) => {
    const describedBy = readerVersion(context);
    if (isCurrent(record, file, describedBy) && record.problem === null && described.problem === null) return;
    await saveModelDescription(context.database, { id: file.id, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, describedBy, ...described });
  };
  try {
    const description = await context.engine.describe(await resolveModel(context.settings.modelsFolder, file.id));
    const details = withLearned(detailsSchema.parse(description), isCurrent(record, file, readerVersion(context)) ? record : undefined);
    await remember({ description: details, problem: null });
    return { details, problem: null };
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    // What the engine could not say now, it may say later: only a fault of the file is remembered.
    const isFault = error.code === "model-unreadable" || error.code === "model-unsupported";
    const problem = { code: error.code === "model-unsupported" ? error.code : ("model-unreadable" as const), message: error.message };
    if (isFault) await remember({ description: null, problem });
    return { details: null, problem };
  }
}

function withLearned(details: Details, record: ModelRecord | undefined): Details {
  return record?.capabilities ? { ...details, capabilities: record.capabilities, capabilitiesAre: "learned" } : details;
}

/** What was remembered, with the memory of this moment; null when the file has to be read. */
function recall(record: ModelRecord | undefined, file: ModelFile, reader: string, availableBytes: number | null): Described | null {
  if (!isCurrent(record, file, reader)) return null;
  if (record.problem) return { details: null, problem: record.problem };
  const remembered = detailsSchema.safeParse(record.description);
  if (!remembered.success || availableBytes === null) return null;
  const { neededBytes } = remembered.data.memory;
  return { details: withLearned({ ...remembered.data, memory: { neededBytes, availableBytes, fits: neededBytes <= availableBytes } }, record), problem: null };
}

/**
 * Every model below the folder, broken files included, with what is known without loading weights. One file is read each time (the
 * loaded one, else the default), which tells the memory available now; the others only when they or their reader changed.
 */
export async function listModels(context: InspectContext): Promise<ModelList> {
  const { settings, engine, database } = context;
  const files = await listModelFiles(settings.modelsFolder);
  const records = await listModelRecords(database);
  const known = new Set(files.map((file) => file.id));
  await forgetModels(database, [...records.keys()].filter((id) => !known.has(id)));

  const loaded = engine.status().loadedModelPath;
  const first = files.find((file) => file.path === loaded) ?? files.find((file) => file.id === settings.defaultModel) ?? files[0];
  const firstDescribed = first && (await describe(context, first, records.get(first.id)));
  const available = firstDescribed?.details?.memory.availableBytes ?? null;
  const reader = readerVersion(context);

  const models: ModelSummary[] = [];
  for (const file of files) {
    const record = records.get(file.id);
    const described = file === first && firstDescribed ? firstDescribed : (recall(record, file, reader, available) ?? (await describe(context, file, record)));
    models.push({
      id: file.id,
      fileName: path.basename(file.path),
      sizeBytes: file.sizeBytes,
      modifiedAt: new Date(file.modifiedMs).toISOString(),
      ...described,
      isDefault: file.id === settings.defaultModel,
      isDemo: file.id.startsWith("demo/"),
      loaded: file.path === loaded,
    });
  }
  return { folder: path.relative(settings.root, settings.modelsFolder) || ".", models };
}
