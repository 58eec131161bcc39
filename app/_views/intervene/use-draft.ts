"use client";

import { useCallback, useMemo } from "react";
import type { Edit } from "@/lib/domain/edit";
import { editsInForce, formatDraft, parseDraft, type DraftEdit } from "@/lib/domain/edit-draft";
import type { ViewProps } from "../view-contract";
import { withEdit } from "./draft";

export interface Draft {
  entries: DraftEdit[];
  /** Entries of the address that are no edits. */
  unread: number;
  /** Those that are on. */
  edits: Edit[];
  /** False: the list is full. */
  add: (edit: Edit) => boolean;
  set: (entries: readonly DraftEdit[]) => void;
}

/** The list of edits in the address. Every change is a step that Back undoes. */
export function useDraft({ state, setState }: Pick<ViewProps, "state" | "setState">): Draft {
  const { entries, unread } = useMemo(() => parseDraft(state.edits), [state.edits]);
  const edits = useMemo(() => editsInForce(entries), [entries]);
  const set = useCallback((next: readonly DraftEdit[]) => setState({ edits: formatDraft(next) }), [setState]);
  const add = useCallback(
    (edit: Edit) => {
      const next = withEdit(entries, edit);
      if (next) set(next);
      return next !== null;
    },
    [entries, set],
  );
  return { entries, unread, edits, add, set };
}
