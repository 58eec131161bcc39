"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { visibleText } from "@/lib/domain/visible-text";
import type { ModelSummary } from "@/lib/domain/model";
import { VitrineError } from "@/lib/domain/errors";
import { count } from "@/lib/charts/format";
import { tokenizedQuery } from "@/lib/query";
import { Button, Icon, Popover } from "@/lib/ui";
import { useDelayed } from "@/lib/ui/delayed";
import type { Draft } from "./draft";
import styles from "./prompt-bar.module.css";

/** Typing pauses this long before the prompt is counted, ms. */
const PAUSE = 200;

/** How much of the context the prompt takes, what is wrong with it, and the exact text that the model is sent. */
export function TokenCount({ draft, model }: { draft: Draft; model: ModelSummary | null }): ReactElement {
  const prompt = useDelayed(draft.prompt, PAUSE);
  const empty = draft.prompt === "";
  const { data, error } = useQuery({
    ...tokenizedQuery({ model: model?.id ?? "", prompt, mode: draft.mode }),
    enabled: model !== null && prompt !== "",
    placeholderData: keepPreviousData,
  });

  const excess = data && !empty ? data.count - data.contextLength : 0;
  const warnings = empty ? ["The prompt is empty: write something, or press an example."] : (data?.warnings ?? []);
  return (
    <div className={styles.count}>
      <span className={styles.countNumber} data-excess={excess > 0 || undefined}>
        {empty ? "0" : data ? count(data.count) : "–"} of {data ? count(data.contextLength) : "–"} tokens
      </span>
      {draft.mode === "chat" && data && !empty ? (
        <Popover
          title="The exact text sent"
          trigger={
            <Button size="s" variant="quiet" icon="info">
              exact text
            </Button>
          }
        >
          <p className={styles.quiet}>The model’s own chat template around your message; spaces and line breaks made visible.</p>
          <pre className={styles.rendered}>{visibleText(data.rendered).replaceAll("↵", "↵\n")}</pre>
        </Popover>
      ) : null}
      {excess > 0 ? (
        <span className={styles.warning} role="status">
          <Icon name="warning" size={14} />
          Too long by {count(excess)} {excess === 1 ? "token" : "tokens"}: shorten it, or choose a model with a longer context.
        </span>
      ) : null}
      {error && !empty ? (
        <span className={styles.warning} role="status">
          <Icon name="warning" size={14} />
          {error instanceof VitrineError ? error.message : "The prompt could not be counted."}
        </span>
      ) : null}
      {warnings.map((warning) => (
        <span key={warning} className={styles.warning} role="status">
          <Icon name="warning" size={14} />
          {warning}
        </span>
      ))}
    </div>
  );
}
