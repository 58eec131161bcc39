"use client";

import type { ReactElement } from "react";
import { editsInForce, formatDraft, sameEdits } from "@/lib/domain/edit-draft";
import { editsSentence, type EditNames } from "@/lib/domain/edit-words";
import { Button, Icon } from "@/lib/ui";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { useDraft } from "./use-draft";
import styles from "./intervene.module.css";

export interface EditedBannerProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  onOpen: (id: string) => void;
}

/** Says loudly that the run on screen is of a modified model, and quietly that a list of edits is being tried out. */
export function EditedBanner({ view, onOpen }: EditedBannerProps): ReactElement | null {
  const { detail, state, setState } = view;
  const draft = useDraft(view);
  const display = useDisplayTokens(detail);
  const made = detail.request.edits ?? detail.manifest.edits ?? [];
  const { parentId } = detail.summary;
  const isTried = sameEdits(made, draft.edits);
  const names: EditNames = { place: (position) => tokenName(display, position) };
  return (
    <>
      {made.length > 0 ? (
        <div className={styles.banner} role="note" aria-label="Modified model">
          <Icon name="warning" />
          <div>
            <p>
              <strong>This run was made with a modified model:</strong> {editsSentence(made, names)}.
            </p>
            <p className={styles.quiet}>{state.tab === "intervene" ? "Below, the list is compared with the model as its file has it." : "Everything on this page shows the model with these changes."}</p>
          </div>
          <span className={styles.bannerActions}>
            {isTried ? null : (
              <Button size="s" onClick={() => setState({ tab: "intervene", edits: formatDraft(made.map((edit) => ({ edit, on: true }))) })}>
                Try these edits
              </Button>
            )}
            {parentId === null ? null : (
              <Button size="s" icon="chevronLeft" onClick={() => onOpen(parentId)}>
                The run without
              </Button>
            )}
          </span>
        </div>
      ) : null}
      {draft.entries.length > 0 && !isTried && state.tab !== "intervene" ? (
        <p className={styles.draft} role="note" aria-label="Edits that are tried out">
          <span>
            {draft.entries.length === 1 ? "One edit is" : `${draft.entries.length} edits are`} in the list{draft.edits.length < draft.entries.length ? `, ${editsInForce(draft.entries).length} of them on` : ""}: not in force for the run on screen.
          </span>
          <Button size="s" variant="quiet" onClick={() => setState({ tab: "intervene" })}>
            See what {draft.entries.length === 1 ? "it does" : "they do"}
          </Button>
        </p>
      ) : null}
    </>
  );
}
