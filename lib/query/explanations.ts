import { queryOptions } from "@tanstack/react-query";
import { explanationSchema, type ExplainRequest } from "@/lib/domain/explanation";
import { questionParams, type AskedTokens } from "@/lib/domain/question";
import { requestJson, requestTensor } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest: string, params: URLSearchParams): string => `/api/inspections/${encodeURIComponent(id)}/${rest}?${params}`;

/** Of a finished inspection; the first who asks waits for the engine, later ones do not. Leaving the question stops it. */
const lasting = { staleTime: Infinity, gcTime: 300_000, retry: false } as const;

/** Why the model predicts the target after a position. A refused question (a text of two tokens, say) throws the engine's own words. */
export const explanationQuery = (id: string, question: ExplainRequest) =>
  queryOptions({
    queryKey: queryKeys.explanation(id, questionParams(question).toString()),
    queryFn: ({ signal }) => requestJson(path(id, "explanation", questionParams(question)), explanationSchema, { signal }),
    ...lasting,
  });

/** A tensor of the lens at every position (names: `tensorNames.lens…`), or a slice of it as `tensorQuery` has them. */
export const lensQuery = (id: string, name: string, { target, foil }: AskedTokens, slice = "") =>
  queryOptions({
    queryKey: queryKeys.lens(id, name, target, foil, slice),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ ...(target === null ? {} : { target: String(target) }), ...(foil === null ? {} : { foil: String(foil) }), ...(slice === "" ? {} : { slice }) });
      return requestTensor(path(id, `lens/${encodeURIComponent(name)}`, params), signal);
    },
    ...lasting,
    structuralSharing: false,
  });

/** For a link with the `download` attribute. */
export function explanationExportUrl(id: string, question: ExplainRequest, format: "json" | "notebook"): string {
  const params = questionParams(question);
  params.set("format", format);
  return path(id, "explanation/export", params);
}
