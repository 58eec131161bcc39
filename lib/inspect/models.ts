import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { modelSummarySchema, type ModelList, type ModelSummary } from "@/lib/domain/model";
import { forgetModels, listModelRecords, saveModelDescription, type ModelRecord } from "@/lib/db/models";
import type { InspectContext } from "./context";
import { listModelFiles, resolveModel, type ModelFile } from "./model-files";

const detailsSchema = modelSummarySchema.shape.details.unwrap();
type Details = NonNullable<ModelSummary["details"]>;

type Described = { details: Details; problem: null } | { details: null; problem: NonNullable<ModelSummary["problem"]> };

const isCurrent = (record: ModelRecord | undefined, file: ModelFile): record is ModelRecord =>
  record !== undefined && record.sizeBytes === file.sizeBytes && record.modifiedMs === file.modifiedMs;

/** Memory depends on the moment, so a remembered description serves only for files that could not be read. */
async function describe(context: InspectContext, file: ModelFile, record: ModelRecord | undefined): Promise<Described> {
  if (isCurrent(record, file) && record.problem) return { details: null, problem: record.problem };
  const remember = (described: { description: Details | null; problem: ModelRecord["problem"] }) =>
    isCurrent(record, file)
      ? Promise.resolve()
      : saveModelDescription(context.database, { id: file.id, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, ...described });
  try {
    const description = await context.engine.describe(await resolveModel(context.settings.modelsFolder, file.id));
    const learned = isCurrent(record, file) ? record.capabilities : null;
    const details = detailsSchema.parse(learned ? { ...description, capabilities: learned, capabilitiesAre: "learned" } : description);
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

/** Every model below the folder, broken files included, with what is known without loading weights. */
export async function listModels(context: InspectContext): Promise<ModelList> {
  const { settings, engine, database } = context;
  const files = await listModelFiles(settings.modelsFolder);
  const records = await listModelRecords(database);
  const known = new Set(files.map((file) => file.id));
  await forgetModels(database, [...records.keys()].filter((id) => !known.has(id)));
  const loaded = engine.status().loadedModelPath;
  const models = await Promise.all(
    files.map(async (file): Promise<ModelSummary> => ({
      id: file.id,
      fileName: path.basename(file.path),
      sizeBytes: file.sizeBytes,
      modifiedAt: new Date(file.modifiedMs).toISOString(),
      ...(await describe(context, file, records.get(file.id))),
      isDefault: file.id === settings.defaultModel,
      isDemo: file.id.startsWith("demo/"),
      loaded: file.path === loaded,
    })),
  );
  return { folder: path.relative(settings.root, settings.modelsFolder) || ".", models };
}
