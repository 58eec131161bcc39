import { examples, type Example } from "@/lib/domain/examples";
import { inspectionRequestSchema, type InspectionRequest, type InspectionRequestInput } from "@/lib/domain/inspection";
import { captureKinds, type ModelSummary } from "@/lib/domain/model";

/** What stands in the prompt bar: a request without its model, which is chosen elsewhere. */
export type Draft = Pick<InspectionRequest, "prompt" | "mode" | "generate" | "sampling" | "capture">;

export function draftOf({ prompt, mode, generate, sampling, capture }: InspectionRequest): Draft {
  return { prompt, mode, generate, sampling, capture };
}

/** An example with everything else as it is by default. */
export function exampleDraft(example: Example): Draft {
  return draftOf(inspectionRequestSchema.parse({ model: "-", ...example.request }));
}

const first = examples[0];
export const firstDraft: Draft = first ? exampleDraft(first) : draftOf(inspectionRequestSchema.parse({ model: "-", prompt: "" }));

/** The request for a model: captures that it does not offer are left out rather than refused. */
export function requestFor(draft: Draft, model: ModelSummary): InspectionRequestInput {
  const offered = model.details?.capabilities;
  return { ...draft, model: model.id, capture: draft.capture.filter((kind) => offered?.[kind].available !== false) };
}

/** The captures in the order of the domain, with one switched. */
export function withCapture(capture: Draft["capture"], kind: (typeof captureKinds)[number], on: boolean): Draft["capture"] {
  return captureKinds.filter((candidate) => (candidate === kind ? on : capture.includes(candidate)));
}

/** The settings of a run in a few words; what is off is left out. */
export function settingsInWords({ generate, sampling }: Draft): string {
  const { temperature, topK, topP, minP, seed } = sampling;
  const parts = [`${generate} tokens`];
  if (temperature === 0) parts.push("greedy");
  else {
    parts.push(`temperature ${temperature}`);
    if (topK > 0) parts.push(`top-k ${topK}`);
    if (topP < 1) parts.push(`top-p ${topP}`);
    if (minP > 0) parts.push(`min-p ${minP}`);
    parts.push(`seed ${seed}`);
  }
  return parts.join(" · ");
}
