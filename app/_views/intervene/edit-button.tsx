"use client";

import { useState, type ReactElement } from "react";
import type { Edit } from "@/lib/domain/edit";
import { DRAFT_MOST } from "@/lib/domain/edit-draft";
import { editSentence } from "@/lib/domain/edit-words";
import { Button, Menu } from "@/lib/ui";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { useDraft } from "./use-draft";
import styles from "./intervene.module.css";

export interface EditOffer {
  label: string;
  edit: Edit;
}

export interface EditButtonProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  /** As written on the button: "Switch off". */
  label: string;
  /** What it is about, read aloud: "Expert 5 of layer 3". */
  about: string;
  offers: readonly EditOffer[];
}

/** Adds an edit to the list that is tried out, and says so with the way to it. One offer is one click; several are a menu. */
export function EditButton({ view, label, about, offers }: EditButtonProps): ReactElement | null {
  const draft = useDraft(view);
  const display = useDisplayTokens(view.detail);
  const [said, setSaid] = useState<{ about: string; text: string } | null>(null);
  const [only] = offers;
  if (!only) return null;
  const add = ({ edit }: EditOffer) => {
    const sentence = editSentence(edit, { place: (position) => tokenName(display, position) });
    setSaid({ about, text: draft.add(edit) ? `In the list: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}.` : `The list is full: it holds ${DRAFT_MOST} edits.` });
  };
  const button = (
    <Button size="s" aria-label={`${label}: ${about}`} {...(offers.length === 1 ? { onClick: () => add(only) } : {})}>
      {label}
      {offers.length > 1 ? " …" : ""}
    </Button>
  );
  return (
    <span className={styles.offer}>
      {offers.length === 1 ? button : <Menu align="start" trigger={button} items={offers.map((offer) => ({ label: offer.label, onSelect: () => add(offer) }))} />}
      <span role="status" className={styles.said}>
        {said?.about === about ? said.text : ""}
      </span>
      {said?.about === about ? (
        <Button size="s" variant="quiet" onClick={() => view.setState({ tab: "intervene" })}>
          See what it does
        </Button>
      ) : null}
    </span>
  );
}
