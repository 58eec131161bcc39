import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";

/** What every view of a finished inspection is given. Locks live in the URL through `setState`; previews are passing. */
export interface ViewProps {
  detail: InspectionDetail;
  state: ViewState;
  /** "push" (the default) for what a person locks or chooses, so that Back undoes it; "replace" for continuous changes. */
  setState: (patch: Partial<ViewState>, history?: "push" | "replace") => void;
  /** Token position under the pointer anywhere on the page, or null. */
  previewToken: number | null;
  setPreviewToken: (position: number | null) => void;
}

/** The token that views speak of: the previewed one while hovering, else the locked one, else null. */
export function focusToken(props: Pick<ViewProps, "state" | "previewToken">): number | null {
  return props.previewToken ?? props.state.t ?? null;
}

/** Values that shade the token strip instead of a token figure: what a head read, or which tokens an expert got. */
export interface StripShade {
  /** Length T; null is "not measured" (drawn plain), distinct from 0. */
  values: (number | null)[];
  domain: [number, number];
  /** Legend title with its unit, e.g. "attention weight from “ Paris”, layer 3 head 5". */
  title: string;
  /** "measured" or "derived", with a sentence on how. */
  provenance: string;
  format: (value: number) => string;
}
