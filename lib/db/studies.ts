import { errorBodySchema, type ErrorBody } from "@/lib/domain/errors";
import { studyRequestSchema, studySummarySchema, type StudyKind, type StudyRequest, type StudyState, type StudySummary } from "@/lib/domain/study";
import type { Database } from "./client";
import { tellLocked } from "./locked";
import { Prisma } from "./generated/client";

/** How long a part may wait for the database and be written, ms. */
const PATIENCE = { maxWait: 20_000, timeout: 60_000 };

export interface StudyRecord {
  summary: StudySummary;
  request: StudyRequest;
  /** Of a complete one; the caller parses it. */
  result: unknown;
  error: ErrorBody | null;
}

const summaryColumns = {
  id: true, kind: true, title: true, state: true, modelId: true, modelFileName: true, inspectionId: true, done: true, total: true, createdAt: true, finishedAt: true,
} satisfies Prisma.StudySelect;
type SummaryRow = Prisma.StudyGetPayload<{ select: typeof summaryColumns }>;

const summaryOf = ({ createdAt, finishedAt, ...row }: SummaryRow): StudySummary =>
  studySummarySchema.parse({ ...row, createdAt: createdAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null });

const recordOf = ({ request, result, error, ...row }: Prisma.StudyGetPayload<object>): StudyRecord => {
  const { key: _key, owner: _owner, ownedUntil: _until, ...columns } = row;
  return { summary: summaryOf(columns), request: studyRequestSchema.parse(request), result, error: error === null ? null : errorBodySchema.parse(error) };
};

export interface NewStudyRecord {
  id: string;
  key: string;
  title: string;
  modelId: string;
  modelFileName: string;
  inspectionId: string | null;
  request: StudyRequest;
}

export async function insertStudy(database: Database, { request, ...study }: NewStudyRecord): Promise<StudySummary> {
  return summaryOf(await database.study.create({ select: summaryColumns, data: { ...study, kind: request.kind, state: "queued", request } }));
}

/** Null when there is none of that id. */
export async function findStudy(database: Database, id: string): Promise<StudyRecord | null> {
  const row = await database.study.findUnique({ where: { id } });
  return row && recordOf(row);
}

/** The newest one that asks the same of the same inspection; null when nobody asked yet. */
export async function findStudyByKey(database: Database, inspectionId: string, key: string): Promise<StudyRecord | null> {
  const row = await database.study.findFirst({ where: { inspectionId, key }, orderBy: { createdAt: "desc" } });
  return row && recordOf(row);
}

/** Newest first. */
export async function listStudies(database: Database, { kind, limit, offset }: { kind?: StudyKind | undefined; limit: number; offset: number }): Promise<{ studies: StudySummary[]; total: number }> {
  const where = kind === undefined ? {} : { kind };
  const [rows, total] = await Promise.all([
    database.study.findMany({ select: summaryColumns, where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: limit, skip: offset }),
    database.study.count({ where }),
  ]);
  return { studies: rows.map(summaryOf), total };
}

/** The requests of all studies of a kind: what they still need of kept files. */
export async function listStudyRequests(database: Database, kind: StudyKind): Promise<StudyRequest[]> {
  const rows = await database.study.findMany({ where: { kind }, select: { request: true } });
  return rows.map(({ request }) => studyRequestSchema.parse(request));
}

/** Null when there is none of that id. */
export async function renameStudy(database: Database, id: string, title: string): Promise<StudySummary | null> {
  await database.study.updateMany({ where: { id }, data: { title } });
  return (await findStudy(database, id))?.summary ?? null;
}

/** With all of its parts. False when there was none. */
export async function deleteStudy(database: Database, id: string): Promise<boolean> {
  return (await database.study.deleteMany({ where: { id } })).count === 1;
}

export interface StudyChange {
  state?: StudyState;
  done?: number;
  total?: number;
  result?: Prisma.InputJsonValue;
  error?: ErrorBody | null;
  finishedAt?: Date | null;
  owner?: string | null;
  ownedUntil?: Date | null;
}

/** False when nothing was changed: it is gone, or, with `only`, not that process's to work on any more, or in another state. */
export async function updateStudy(database: Database, id: string, { error, ...change }: StudyChange, { owner, states }: { owner?: string; states?: readonly StudyState[] } = {}): Promise<boolean> {
  const where = { id, ...(owner === undefined ? {} : { owner }), ...(states === undefined ? {} : { state: { in: [...states] } }) };
  const data = { ...change, ...(error === undefined ? {} : { error: error ?? Prisma.DbNull }) };
  return (await database.study.updateMany({ where, data })).count === 1;
}

export interface StudyPart {
  number: number;
  part: Prisma.InputJsonValue;
}

/** Writes a part, in place of one of the same number, with what is done by then: whole or not at all. False when the study is no longer `owner`'s, or gone. */
export async function writeStudyPart(database: Database, studyId: string, { number, part }: StudyPart, change: { done: number; total: number; owner: string; ownedUntil: Date }): Promise<boolean> {
  const { owner, ...data } = change;
  return tellLocked(() =>
    database.$transaction(async (transaction) => {
      const { count } = await transaction.study.updateMany({ where: { id: studyId, owner }, data });
      if (count === 0) return false;
      await transaction.studyPart.upsert({ where: { studyId_number: { studyId, number } }, create: { studyId, number, part }, update: { part } });
      return true;
    }, PATIENCE),
  );
}

/** In order. The caller parses them. */
export async function listStudyParts(database: Database, studyId: string): Promise<unknown[]> {
  return (await database.studyPart.findMany({ where: { studyId }, orderBy: { number: "asc" }, select: { part: true } })).map(({ part }) => part);
}

export async function unfinishedStudies(database: Database): Promise<{ id: string; owner: string | null; ownedUntil: Date | null }[]> {
  return database.study.findMany({
    where: { state: { in: ["queued", "running"] } },
    select: { id: true, owner: true, ownedUntil: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

/** Takes a study from `previous`; false when another process was faster, or it is gone. */
export async function claimStudy(database: Database, id: string, previous: string | null, owner: string, until: Date): Promise<boolean> {
  return (await database.study.updateMany({ where: { id, owner: previous }, data: { owner, ownedUntil: until } })).count === 1;
}

export async function findStudyOwner(database: Database, id: string): Promise<{ owner: string | null; ownedUntil: Date | null } | null> {
  return database.study.findUnique({ where: { id }, select: { owner: true, ownedUntil: true } });
}
