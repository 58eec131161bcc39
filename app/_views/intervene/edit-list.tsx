"use client";

import { useRef, useState, type ReactElement } from "react";
import { VitrineError } from "@/lib/domain/errors";
import { DRAFT_MOST } from "@/lib/domain/edit-draft";
import { editSentence } from "@/lib/domain/edit-words";
import { saveFile } from "@/lib/charts";
import { Button, EmptyState, IconButton, Menu, Switch } from "@/lib/ui";
import type { ViewProps } from "../view-contract";
import { AddForm } from "./add-form";
import { draftIssues, editsFile, importedEdits } from "./draft";
import { useEditNames } from "./use-edit-names";
import type { Draft } from "./use-draft";
import styles from "./intervene.module.css";

/** The longest file of edits that is read, bytes. */
const FILE_MOST = 2_000_000;

/** What is changed inside the model, as a list: each can be switched off for a while, and all of it stands in the address. */
export function EditList({ props, draft, tokens }: { props: ViewProps; draft: Draft; tokens: number }): ReactElement {
  const names = useEditNames(props.detail);
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const { entries } = draft;
  const issues = draftIssues(entries, props.detail.manifest.model.shape, tokens);

  const take = async (chosen: File) => {
    setProblem(null);
    if (chosen.size > FILE_MOST) {
      setProblem(`“${chosen.name}” is larger than a list of ${DRAFT_MOST} edits can be.`);
      return;
    }
    try {
      const imported = importedEdits(await chosen.text());
      if (imported.ok) draft.set(imported.edits.map((edit) => ({ edit, on: true })));
      else setProblem(imported.problem);
    } catch (error) {
      setProblem(error instanceof VitrineError ? error.message : "The file could not be read.");
    }
  };

  return (
    <section className={styles.card} aria-labelledby="edit-list">
      <header className={styles.cardHead}>
        <h3 id="edit-list">Edits</h3>
        <span className={styles.spring} />
        <Button size="s" icon="plus" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          Add an edit
        </Button>
        <Menu
          trigger={<IconButton label="More about the list" icon="more" size="s" tooltip={false} />}
          items={[
            { label: "Import edits.json", icon: "external", onSelect: () => file.current?.click() },
            { label: "Export edits.json", icon: "download", disabled: draft.edits.length === 0, onSelect: () => saveFile("edits.json", new Blob([editsFile(draft.edits)], { type: "application/json" })) },
            "separator",
            { label: "Clear the list", icon: "trash", disabled: entries.length === 0, onSelect: () => draft.set([]) },
          ]}
        />
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="A file of edits"
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) void take(chosen);
          }}
        />
      </header>
      <p className={styles.help}>
        What is changed inside the model while the text is run again. Statistics and attention suggest; only a change shows. The list is part of this page’s address, and Back undoes each step.
      </p>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
      {draft.unread > 0 ? <p className={styles.problem}>{draft.unread === 1 ? "One entry of the address is no edit and was" : `${draft.unread} entries of the address are no edits and were`} left out.</p> : null}
      {entries.length === 0 ? (
        adding ? null : (
          <EmptyState title="Nothing is changed yet">
            Press “Switch off” beside an expert, a head, an attention edge, a layer × token cell or a contribution, or add an edit here.
          </EmptyState>
        )
      ) : (
        <ul className={styles.entries} aria-label="Edits in the list">
          {entries.map(({ edit, on }, i) => {
            const sentence = editSentence(edit, names);
            const wrong = issues.find(({ entry }) => entry === i)?.message;
            return (
              <li key={i}>
                <Switch label={<span className={on ? undefined : styles.off}>{sentence}</span>} checked={on} onChange={(next) => draft.set(entries.map((entry, j) => (j === i ? { ...entry, on: next } : entry)))} />
                <IconButton label={`Remove: ${sentence}`} icon="trash" size="s" tooltip={false} onClick={() => draft.set(entries.filter((_, j) => j !== i))} />
                {wrong ? (
                  <p role="alert" className={styles.problem}>
                    {wrong.charAt(0).toUpperCase()}
                    {wrong.slice(1)}.
                  </p>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      {adding ? <AddForm props={props} draft={draft} tokens={tokens} onDone={() => setAdding(false)} /> : null}
    </section>
  );
}
