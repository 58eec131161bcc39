"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { readableText } from "@/lib/domain/visible-text";
import { inspectionsQuery, startInspection } from "@/lib/query";
import { Button, ErrorNotice, Select, TextField } from "@/lib/ui";
import styles from "./patching.module.css";

export interface SourcePickerProps {
  detail: InspectionDetail;
  chosen: string | undefined;
  /** It is being run. */
  running: boolean;
  onChoose: (id: string) => void;
}

const LISTED = 50;
const none = "";

/** The inspection that values are taken from: a recent one of the same model, or another prompt run with the same settings. */
export function SourcePicker({ detail, chosen, running, onChoose }: SourcePickerProps): ReactElement {
  const { summary, request } = detail;
  const [prompt, setPrompt] = useState("");
  const list = useQuery(inspectionsQuery({ limit: 200 }));
  const begin = useMutation({
    mutationFn: async () => {
      // As the model is, whatever was changed in this run: values of a changed one would mean something else.
      const { model, mode, generate, sampling, capture } = request;
      return startInspection({ model, mode, generate, sampling, capture, prompt });
    },
    onSuccess: ({ id }) => {
      setPrompt("");
      onChoose(id);
    },
  });
  const recent = list.data?.inspections.filter(({ id, modelId }) => id !== summary.id && modelId === summary.modelId) ?? [];
  const options = recent.slice(0, LISTED).map(({ id, title, prompt: text, totalTokens }) => ({ value: id, label: readableText(title), hint: `${readableText(text).slice(0, 60)} · ${totalTokens} tokens` }));
  const known = chosen !== undefined && options.some(({ value }) => value === chosen);
  const shown = [...(chosen === undefined ? [{ value: none, label: "choose an inspection" }] : known ? [] : [{ value: chosen, label: running ? "the prompt that runs" : "another inspection" }]), ...options];
  return (
    <div className={styles.picker}>
      <Select label="Take values from" size="s" value={chosen ?? none} onChange={(id) => id !== none && onChoose(id)} options={shown} />
      <form
        className={styles.run}
        onSubmit={(event) => {
          event.preventDefault();
          if (prompt.trim() !== "") begin.mutate();
        }}
      >
        <span className={styles.quiet}>or run</span>
        <TextField label="Another prompt, run with the same settings" labelPlace="hidden" mono placeholder="The capital of Italy is" value={prompt} onChange={setPrompt} className={styles.prompt} />
        <Button size="s" type="submit" icon="play" busy={begin.isPending || running} disabled={prompt.trim() === ""}>
          Run and take
        </Button>
      </form>
      {begin.error ? <ErrorNotice {...explainError(begin.error)} /> : null}
    </div>
  );
}
