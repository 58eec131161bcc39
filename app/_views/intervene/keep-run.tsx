"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { VitrineError } from "@/lib/domain/errors";
import type { Edit } from "@/lib/domain/edit";
import { editInspection, statusQuery } from "@/lib/query";
import { Button, Segmented } from "@/lib/ui";
import type { Question } from "../ask/question";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import styles from "./intervene.module.css";

/** The text once more with the edits, as an inspection of its own. */
export function KeepRun({ props, edits, question }: { props: ViewProps; edits: readonly Edit[]; question: Question | null }): ReactElement {
  const { detail, setState } = props;
  const { promptTokens } = detail.manifest;
  const client = useQueryClient();
  const display = useDisplayTokens(detail);
  const [from, setFrom] = useState<"prompt" | "place">("prompt");
  const place = question !== null && question.place !== promptTokens ? question.place : null;
  const position = from === "place" && place !== null ? place - 1 : promptTokens - 1;
  const keep = useMutation({
    mutationFn: () => editInspection(detail.summary.id, { edits: [...edits], position }),
    onSuccess: ({ id }) => {
      setState({ i: id, t: position + 1 });
      void client.invalidateQueries({ queryKey: statusQuery().queryKey });
    },
  });
  return (
    <div className={styles.row}>
      <Button variant="primary" size="s" icon="play" busy={keep.isPending} onClick={() => keep.mutate()}>
        Run and keep as an inspection
      </Button>
      {place === null ? null : (
        <Segmented
          label="Written anew"
          labelPlace="beside"
          size="s"
          value={from}
          onChange={setFrom}
          options={[
            { value: "prompt", label: "behind the prompt" },
            { value: "place", label: `from ${tokenName(display, place)} on`, title: `The text before position ${place} stays` },
          ]}
        />
      )}
      <span className={styles.quiet}>With everything captured, as a branch of this one; all views can then be looked at.</span>
      {keep.error ? (
        <p role="alert" className={styles.problem}>
          {keep.error instanceof VitrineError ? keep.error.message : "The run could not be started."}
        </p>
      ) : null}
    </div>
  );
}
