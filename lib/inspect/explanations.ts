import { explanationSchema, type ExplainRequest, type Explanation, type TokenChoice } from "@/lib/domain/explanation";
import type { AskedTokens } from "@/lib/domain/question";
import { withTrace, type TensorSlice } from "@/lib/trace/safetensors-reader";
import type { InspectContext } from "./context";
import { explainInspection, lensOfInspection } from "./explain";
import { keepJson, keptJson } from "./kept-json";
import { SharedWork } from "./shared-work";
import { requireInspection } from "./start";
import { unpackTokenTable } from "./token-table";
import { explanationPath, makeTracesFolder } from "./trace-files";

const explaining = new SharedWork<Explanation>();

const idOf = (choice: TokenChoice | null): number | null => (choice && "id" in choice ? choice.id : null);

/**
 * Why an inspection's model predicts the target after a position: evaluated once, then kept beside the trace. The evaluation is
 * stopped when `signal` aborts and nobody else waits for it. Errors: as of `explainInspection`.
 */
export async function readExplanation(context: InspectContext, id: string, request: ExplainRequest, signal?: AbortSignal): Promise<Explanation> {
  const { position, foil } = request;
  const { ids } = unpackTokenTable((await requireInspection(context, id)).tokens);
  const next = ids[position + 1];
  const target = request.target ?? (next === undefined ? null : { id: next });
  const nameOf = (targetId: number, foilId: number | null): string => explanationPath(context.settings, id, `${position}.${targetId}.${foilId ?? "none"}`);
  const [targetId, foilId] = [idOf(target), idOf(foil)];
  const known = targetId !== null && (foil === null || foilId !== null) ? await keptJson(nameOf(targetId, foilId), explanationSchema) : null;
  if (known) return known;
  const key = JSON.stringify([id, position, target, foil]);
  return explaining.join(
    key,
    async (stop) => {
      const explanation = await explainInspection(context, id, { position, target, foil }, { signal: stop });
      await makeTracesFolder(context.settings);
      // Notes speak of what was typed, which the next who asks may not have.
      await keepJson(nameOf(explanation.target.id, explanation.foil?.id ?? null), { ...explanation, notes: [] });
      return explanation;
    },
    signal,
  );
}

/**
 * A tensor (lib/trace/names.ts, `lens…`), or a slice of it, of the lens at every position of an inspection. Evaluated once for each pair
 * of tokens asked about, then kept beside the trace. Errors: as of `lensOfInspection`; `not-found` and `bad-request` for the tensor.
 */
export async function readLensTensor(context: InspectContext, id: string, asked: AskedTokens, name: string, slice: string, signal?: AbortSignal): Promise<TensorSlice> {
  const file = await lensOfInspection(context, id, asked, signal ? { signal } : {});
  return withTrace(file, (trace) => (slice === "" ? trace.read(name) : trace.read(name, slice)));
}
