"use client";

import type { ReactElement } from "react";
import { useViewState } from "@/app/_frame/view-state";
import { headGrid, useHead } from "@/app/_views/attention/use-head";
import { PublishPanel } from "@/app/_views/report/publish/publish-panel";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ShotView } from "@/lib/domain/inspection-shot";
import { publishShot, shotFileUrl } from "@/lib/query/shots";
import { Dialog } from "@/lib/ui";

/** Hands the view on screen to others: the text, and what was captured of the locked token. */
export function ShareDialog({ detail, onClose }: { detail: InspectionDetail; onClose: () => void }): ReactElement {
  const { state } = useViewState();
  const { choice } = useHead(detail, state, headGrid(detail) !== null);
  const view: ShotView = { ...(state.t === undefined ? {} : { t: state.t }), ...(choice ? { l: choice.layer, h: choice.head } : {}) };
  const { id } = detail.summary;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="l"
      title="Share this view"
      description={
        state.t === undefined
          ? "The text with its probabilities goes out. Lock a token first to hand on what is known of it too."
          : `The text with its probabilities goes out, and of token ${state.t} its candidates, its experts${choice ? ` and the attention of layer ${choice.layer}, head ${choice.head}` : ""}. Nothing else of the recording does.`
      }
    >
      <PublishPanel what="view" publish={(request) => publishShot(id, view, request)} />
      <p style={{ marginTop: "var(--space-4)" }}>
        <a href={shotFileUrl(id, view)} download>
          Download it as one HTML file
        </a>
      </p>
    </Dialog>
  );
}
