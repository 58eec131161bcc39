import type { ShotView } from "@/lib/domain/inspection-shot";
import { publishedSchema, type Published, type PublishRequestInput } from "@/lib/domain/report";
import { requestJson } from "./fetch";

const path = (id: string, rest: string) => `/api/inspections/${encodeURIComponent(id)}${rest}`;

/** A link to one view of an inspection. Its token is in the answer and can never be told again. */
export function publishShot(id: string, view: ShotView, request: PublishRequestInput): Promise<Published> {
  return requestJson(path(id, "/shares"), publishedSchema, { method: "POST", body: { ...request, view } });
}

/** For a link with the `download` attribute: the view as one HTML file. */
export function shotFileUrl(id: string, view: ShotView): string {
  const params = new URLSearchParams(Object.entries(view).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  return path(id, `/shot?${params}`);
}
