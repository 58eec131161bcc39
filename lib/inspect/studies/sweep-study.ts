import { stat } from "node:fs/promises";
import { VitrineError } from "@/lib/domain/errors";
import type { StudyRequest } from "@/lib/domain/study";
import type { Sweep } from "@/lib/domain/sweep";
import type { InspectContext } from "../context";
import { madeWithOf } from "../made-with";
import { resolveModel } from "../model-files";
import { requireInspection } from "../start";
import { sweepPartSchema } from "../sweep/result";
import { runSweep, type SweepSubject } from "../sweep/run-sweep";
import { unpackTokenTable } from "../token-table";
import type { StudySession } from "./study-session";

type Request = Extract<StudyRequest, { kind: "sweep" }>;

/** An inspection's tokens up to a position. Errors: `not-found`, `bad-request`. */
async function tokensUpTo(context: InspectContext, id: string, position: number) {
  const record = await requireInspection(context, id);
  const { ids } = unpackTokenTable(record.tokens);
  if (position >= ids.length) throw new VitrineError("bad-request", `Position ${position} lies outside of the text: its ${ids.length} tokens have positions 0 to ${ids.length - 1}.`);
  return { record, tokens: ids.slice(0, position + 1) };
}

/** What a kept inspection's sweep goes over. Errors: `not-found`, `model-not-found`, `bad-request` for positions, and a source of another model. */
async function sweepSubject(context: InspectContext, { inspection, request }: Request): Promise<SweepSubject> {
  const { record, tokens } = await tokensUpTo(context, inspection, request.position);
  const { manifest, summary } = record;
  const other = request.source && (await tokensUpTo(context, request.source.inspection, request.source.position));
  if (other && other.record.manifest.model.sha256 !== manifest.model.sha256)
    throw new VitrineError("bad-request", `“${other.record.summary.title}” was made with another model, “${other.record.manifest.model.fileName}”.`, [{ path: "source", message: "another model" }]);
  const modelPath = await resolveModel(context.settings.modelsFolder, summary.modelId);
  const { size } = await stat(modelPath);
  return { modelPath, modelSha256: manifest.model.sha256, modelBytes: size, tokens, source: other?.tokens ?? null, mode: manifest.mode, madeWith: await madeWithOf(context, record) };
}

export async function runSweepStudy(session: StudySession, request: Request): Promise<Sweep> {
  const { context } = session;
  return runSweep(context.engine, await sweepSubject(context, request), request.request, {
    parts: () => session.parts(sweepPartSchema),
    begin: (done, total) => session.begin(done, total),
    save: (part, number, done) => session.save({ number, part }, done),
    engine: (done, work) => session.engine(done, work),
  });
}
