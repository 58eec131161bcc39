"use client";

import { useMemo, type ReactElement } from "react";
import type { Explanation } from "@/lib/domain/explanation";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";
import { strongest, summarySentences } from "./summary";
import { useMostRead } from "./use-most-read";
import styles from "./summary.module.css";

export interface SummaryTextProps {
  detail: InspectionDetail;
  explanation: Explanation;
  nameOf: (id: number) => string;
  onShow: (patch: Partial<ViewState>) => void;
}

/** Why, in three sentences, each with a way to its chart. */
export function SummaryText({ detail, explanation, nameOf, onShow }: SummaryTextProps): ReactElement {
  const head = useMemo(() => strongest(explanation, "attention"), [explanation]);
  const reading = useMostRead(detail, head, explanation.position);
  const sentences = summarySentences(explanation, nameOf, reading);
  return (
    <ul className={styles.sentences} aria-label="In three sentences">
      {sentences.map(({ text, show, where }) => (
        <li key={text}>
          {text}{" "}
          <button type="button" className={styles.link} onClick={() => onShow(show)}>
            {where}
          </button>
        </li>
      ))}
    </ul>
  );
}
