import { z } from "zod";
import { modelCapabilitiesSchema, type ModelCapabilities } from "@/lib/domain/model";
import type { Database } from "./client";
import { Prisma } from "./generated/client";

const problemSchema = z.object({ code: z.enum(["model-unreadable", "model-unsupported"]), message: z.string() });
export type ModelProblem = z.infer<typeof problemSchema>;

/** What is remembered of a GGUF file; valid while size and time of the file and the reader’s version are the same. */
export interface ModelRecord {
  id: string;
  sizeBytes: number;
  modifiedMs: number;
  /** Version of the program and of llama.cpp that read it. */
  describedBy: string;
  sha256: string | null;
  /** As it was saved; whoever saved it parses it. Null when the file could not be read. */
  description: unknown;
  problem: ModelProblem | null;
  /** As a run found them; null until then. */
  capabilities: ModelCapabilities | null;
}

export async function listModelRecords(database: Database): Promise<Map<string, ModelRecord>> {
  const rows = await database.model.findMany();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        sizeBytes: Number(row.sizeBytes),
        modifiedMs: Number(row.modifiedMs),
        describedBy: row.describedBy,
        sha256: row.sha256,
        description: row.description,
        problem: row.problem === null ? null : problemSchema.parse(row.problem),
        capabilities: row.capabilities === null ? null : modelCapabilitiesSchema.parse(row.capabilities),
      },
    ]),
  );
}

const json = (value: Prisma.InputJsonValue | null) => value ?? Prisma.DbNull;

/** Replaces what was remembered of the file, what was learned from runs included: it is another file now. */
export async function saveModelDescription(
  database: Database,
  file: Pick<ModelRecord, "id" | "sizeBytes" | "modifiedMs" | "describedBy" | "problem"> & { description: Prisma.InputJsonValue | null },
): Promise<void> {
  const data = {
    sizeBytes: BigInt(file.sizeBytes),
    modifiedMs: BigInt(file.modifiedMs),
    describedBy: file.describedBy,
    sha256: null,
    description: json(file.description),
    problem: json(file.problem),
    capabilities: Prisma.DbNull,
    describedAt: new Date(),
  };
  await database.model.upsert({ where: { id: file.id }, create: { id: file.id, ...data }, update: data });
}

/** Keeps what a run found out. Nothing happens when the model is not known (any more). */
export async function saveLearned(database: Database, id: string, learned: { sha256: string; capabilities: ModelCapabilities }): Promise<void> {
  await database.model.updateMany({ where: { id }, data: learned });
}

/** Forgets files that are gone. */
export async function forgetModels(database: Database, ids: string[]): Promise<void> {
  if (ids.length > 0) await database.model.deleteMany({ where: { id: { in: ids } } });
}
