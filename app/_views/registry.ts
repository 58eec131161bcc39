import type { ReactElement } from "react";
import type { CaptureKind } from "@/lib/domain/model";
import type { ViewState } from "@/lib/domain/view-state";
import { AttentionView } from "./attention/view";
import { ContributionsView } from "./contributions/view";
import { ExpertsView } from "./experts/view";
import { InterveneView } from "./intervene/view";
import { LayersView } from "./lens/view";
import { PromptPartsView } from "./prompt-parts/view";
import type { ViewProps } from "./view-contract";

export interface ViewEntry {
  key: ViewState["tab"];
  label: string;
  component: (props: ViewProps) => ReactElement;
  /** What a run must have recorded for the view to have anything to show; null where the engine evaluates the text once more. */
  requires: CaptureKind | null;
}

/** The views of a finished inspection, in the order of their tabs. */
export const views: readonly ViewEntry[] = [
  { key: "attention", label: "Attention", component: AttentionView, requires: "attention" },
  { key: "experts", label: "Experts", component: ExpertsView, requires: "router" },
  { key: "layers", label: "Layers", component: LayersView, requires: null },
  { key: "contributions", label: "Contributions", component: ContributionsView, requires: null },
  { key: "prompt", label: "Prompt", component: PromptPartsView, requires: null },
  { key: "intervene", label: "Intervene", component: InterveneView, requires: null },
];
