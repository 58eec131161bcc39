"use client";

import { useMemo, useState, type ReactElement, type SubmitEvent } from "react";
import { probability } from "@/lib/charts/format";
import { VitrineError } from "@/lib/domain/errors";
import { Button, Icon, Popover, TextField } from "@/lib/ui";
import { candidateRows, plainShape } from "../token/candidate-rows";
import type { CandidateData } from "../token/use-candidates";
import { pickerRows } from "./picker-rows";
import styles from "./ask.module.css";

export interface TokenPickerProps {
  /** What the token is to the question: "The token to explain". */
  title: string;
  /** As shown on the button. */
  shown: string;
  empty: boolean;
  candidates: CandidateData;
  /** Not offered: a token is not compared with itself. */
  without?: number;
  onPick: (id: number) => void;
  /** Resolves when the text was one token and is asked about; throws the engine's words when it is not. */
  onType: (text: string) => Promise<void>;
}

const SHOWN = 12;

/** A token of the vocabulary: one of the candidates, or text that is exactly one token. */
export function TokenPicker({ title, shown, empty, candidates, without, onPick, onType }: TokenPickerProps): ReactElement {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const kept = candidates.status === "ready" ? candidates : null;
  const all = useMemo(() => (kept ? (candidateRows(kept.kept, plainShape, null, kept.kept.ids.length)?.rows ?? []) : []), [kept]);
  const offered = useMemo(() => all.filter(({ id }) => id !== without), [all, without]);
  const rows = kept ? pickerRows(offered, kept.textOf, typed, SHOWN) : [];

  const close = () => {
    setOpen(false);
    setTyped("");
    setProblem(null);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (typed === "" || busy) return;
    setBusy(true);
    try {
      await onType(typed);
      close();
    } catch (error) {
      setProblem(error instanceof VitrineError ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Popover
      trigger={
        <button type="button" className={styles.picker} aria-label={`${title}: ${shown}`}>
          <bdi className={empty ? styles.none : styles.token}>{shown}</bdi>
          <Icon name="chevronDown" size={14} />
        </button>
      }
      title={title}
      open={open}
      onOpenChange={(next) => (next ? setOpen(true) : close())}
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <TextField
          label="Find or type a token"
          labelPlace="hidden"
          placeholder="Find or type a token"
          mono
          value={typed}
          error={problem}
          autoComplete="off"
          spellCheck={false}
          onChange={(text) => {
            setTyped(text);
            setProblem(null);
          }}
        />
        {rows.length > 0 ? (
          <ul className={styles.rows} aria-label="Candidates">
            {rows.map(({ id, shown: text, probability: share }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => {
                    onPick(id);
                    close();
                  }}
                >
                  <bdi className={styles.token}>{text}</bdi>
                  <span className={styles.share}>{probability(share)}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.quiet}>{candidates.status === "loading" ? "Candidates are loading…" : typed === "" ? "No candidates were recorded here; type a token." : "None of the recorded candidates."}</p>
        )}
        <Button size="s" type="submit" busy={busy} disabled={typed === ""}>
          {typed === "" ? "Ask about the typed text" : `Ask about “${typed}”`}
        </Button>
        <p className={styles.quiet}>Typed text must be exactly one token. Inside a sentence most words begin with a space, which is part of the token.</p>
      </form>
    </Popover>
  );
}
