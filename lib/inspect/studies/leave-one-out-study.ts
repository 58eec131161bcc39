import { leaveOneOutSchema, type LeaveOneOut, type Span } from "@/lib/domain/explanation";
import type { StudyRequest } from "@/lib/domain/study";
import { leaveOneOutOfInspection } from "../explain";
import type { StudySession } from "./study-session";

type Request = Extract<StudyRequest, { kind: "leave-one-out" }>;

/** Spans of one call: as many as the engine evaluates together of a small model, fewer of a large one or a long text. */
const MOST_SPANS = 64;
const LEAST_SPANS = 4;
/** Model bytes × tokens that a person's run may have to wait for. */
const CALL = 64 * 100e6 * 128;

/** Of the request and the model alone: the same question, asked or resumed anywhere, is cut alike. */
export const spansPerCall = (modelBytes: number, tokens: number): number =>
  Math.max(LEAST_SPANS, Math.min(MOST_SPANS, Math.floor(CALL / (Math.max(1, modelBytes) * Math.max(1, tokens)))));

/** Parts of one request put together; spans that no part measured are null. Null without parts. */
export function joinParts(spans: readonly Span[], parts: readonly LeaveOneOut[]): LeaveOneOut | null {
  const [first] = parts;
  if (!first) return null;
  const measured = parts.flatMap((part) => part.spans);
  const missing = spans.slice(measured.length).map((span) => ({ ...span, delta: null, foilDelta: null }));
  return { ...first, state: missing.length === 0 ? "complete" : "stopped", spans: [...measured, ...missing], noiseFloor: Math.max(...parts.map(({ noiseFloor }) => noiseFloor)) };
}

export const leaveOneOutParts = leaveOneOutSchema;

export async function runLeaveOneOut(session: StudySession, { inspection, request }: Request, modelBytes: number): Promise<LeaveOneOut> {
  const { spans } = request;
  const parts = await session.parts(leaveOneOutSchema);
  let done = parts.reduce((sum, part) => sum + part.spans.length, 0);
  await session.begin(done, spans.length);
  const step = spansPerCall(modelBytes, request.position + 1);
  while (done < spans.length) {
    const batch = { ...request, spans: spans.slice(done, done + step) };
    const part = await session.engine(done, (options) => leaveOneOutOfInspection(session.context, inspection, batch, options));
    // Half a part is none: it is measured again when the study goes on.
    session.signal.throwIfAborted();
    await session.save({ number: parts.length, part }, done + batch.spans.length);
    parts.push(part);
    done += batch.spans.length;
  }
  const joined = joinParts(spans, parts);
  if (!joined) throw new Error("a request without spans passed its schema");
  return joined;
}
