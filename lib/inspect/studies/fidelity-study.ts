import path from "node:path";
import type { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { fidelityModelSchema, fidelityPartSchema, type Fidelity } from "@/lib/domain/fidelity";
import type { InspectionEvent } from "@/lib/domain/inspection";
import type { NewStudy, StudyRequest } from "@/lib/domain/study";
import { compareTexts, fidelityModels, fidelityOf } from "../fidelity/fidelity";
import { resolveModel } from "../model-files";
import { readCorpusTexts, requireCorpus } from "./corpora";
import type { StudyContext } from "./study-context";
import type { StudySession } from "./study-session";

type Request = Extract<StudyRequest, { kind: "fidelity" }>;
type NewRequest = Extract<NewStudy, { kind: "fidelity" }>;

/** Every token's figures are kept, and sent to the page. */
const MOST_CHARACTERS = 1_000_000;
/** Texts on one file before the other has its turn: where both do not fit into memory, each turn loads a file. */
const TURN_TEXTS = 32;

/** The part of one text, numbered as the texts are. */
export const fidelityStudyPartSchema = fidelityPartSchema.extend({ model: fidelityModelSchema, against: fidelityModelSchema });
export type FidelityStudyPart = z.infer<typeof fidelityStudyPartSchema>;

/** Null without parts. */
export function fidelityOfParts(parts: readonly FidelityStudyPart[], generate: number): Fidelity | null {
  const [first] = parts;
  return first ? fidelityOf({ model: first.model, against: first.against }, generate, parts) : null;
}

/** What is kept of a question. Errors: `not-found`, `model-not-found`, `forbidden`; `bad-request` for one file twice, or too much text. */
export async function fidelityRecord({ settings, ...context }: StudyContext, { model, against, corpus: sha256, generate, title }: NewRequest) {
  const [ours, theirs] = [await resolveModel(settings.modelsFolder, model), await resolveModel(settings.modelsFolder, against)];
  if (ours === theirs) throw new VitrineError("bad-request", "A file is not compared with itself: choose two.");
  const corpus = await requireCorpus({ settings, ...context }, sha256);
  if (corpus.characters > MOST_CHARACTERS)
    throw new VitrineError("bad-request", `These texts have ${corpus.characters.toLocaleString("en")} characters; at most ${MOST_CHARACTERS.toLocaleString("en")} are compared at once, since every token’s figures are kept. A sample says as much.`);
  const request: Request = { kind: "fidelity", model, against, corpus, generate };
  return { title: title || corpus.title, modelId: model, modelFileName: `${path.basename(theirs)} against ${path.basename(ours)}`, inspectionId: null, request };
}

function checkSame(before: FidelityStudyPart | undefined, now: Pick<Fidelity, "model" | "against">): void {
  for (const side of ["model", "against"] as const) {
    if (!before || before[side].sha256 === now[side].sha256) continue;
    throw new VitrineError("bad-request", `The model file ${now[side].fileName} has been replaced since this was started: its SHA-256 is ${now[side].sha256}, it was ${before[side].sha256}. Put the first file back, or start anew.`);
  }
}

export async function runFidelity(session: StudySession, { model, against, corpus, generate }: Request): Promise<Fidelity> {
  const { context, signal } = session;
  const { modelsFolder } = context.settings;
  const files = { modelPath: await resolveModel(modelsFolder, model), againstPath: await resolveModel(modelsFolder, against) };
  const texts = (await readCorpusTexts(context, corpus)).map(({ id, text }) => ({ id, text, name: `Text “${id}”` }));
  const parts = await session.parts(fidelityStudyPartSchema);
  await session.begin(parts.length, texts.length);
  const models = await session.engine(parts.length, () => fidelityModels(context.engine, files));
  checkSame(parts[0], models);
  while (parts.length < texts.length) {
    // After a crash of the engine, from what is kept by then.
    await session.engine(0, async ({ onEvent, ...job }) => {
      const done = parts.length;
      const turn = { ...files, generate, texts: texts.slice(done, done + TURN_TEXTS) };
      const told = (event: InspectionEvent): void => {
        if (event.type === "loading") onEvent?.(event);
      };
      const options = {
        signal,
        job: { ...job, onEvent: told },
        onRun: (runs: number) => onEvent?.({ type: "work", done: done + Math.floor(runs / 2), total: texts.length }),
      };
      await compareTexts(context.engine, turn, options, async (compared) => {
        const part = { ...compared, ...models };
        await session.save({ number: parts.length, part }, parts.length + 1);
        parts.push(part);
      });
    });
    signal.throwIfAborted();
  }
  const result = fidelityOfParts(parts, generate);
  if (!result) throw new VitrineError("bad-request", "There is no text to compare the models on.");
  return result;
}
