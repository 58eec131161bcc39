"use client";

import { useState, type ReactElement } from "react";
import { format, ShadedText, type ShadedPiece, type ValueScale } from "@/lib/charts";
import { visibleText } from "@/lib/domain/visible-text";
import type { TokenDifference } from "./token-diff";
import styles from "./items.module.css";

/** A scored text, each token coloured by how much likelier it is here than in the other text. */
export function UnitText({ variant, tokens, scale }: { variant: string; tokens: readonly TokenDifference[]; scale: ValueScale }): ReactElement {
  const [marked, setMarked] = useState<number | null>(null);
  const total = tokens.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0);
  const pieces = tokens.map(
    ({ text, logprob, other, difference }): ShadedPiece => ({
      text: visibleText(text),
      value: difference,
      breaks: text.endsWith("\n"),
      lines: [
        visibleText(text),
        logprob === null ? "not predicted: the first token" : `log p ${format.decimal(logprob)} nats (${format.percent(Math.exp(logprob))})`,
        difference === null ? "only in this text" : `${format.decimal(other)} in the other: ${difference > 0 ? "+" : ""}${format.decimal(difference)}`,
      ],
    }),
  );
  const token = marked === null ? undefined : pieces[marked];
  return (
    <div className={styles.side}>
      <h3 className={styles.variant}>
        {variant} <span className={styles.meta}>{format.nats(total)}, {tokens.length} tokens</span>
      </h3>
      <ShadedText
        label={`${variant}: ${tokens.map(({ text }) => text).join("")}. ${tokens.map(({ text, difference }) => `${text.trim()} ${difference === null ? "only here" : format.decimal(difference)}`).join(", ")}`}
        pieces={pieces}
        scale={scale}
        marked={marked}
        onSelect={(index) => setMarked(index === marked ? null : index)}
      />
      <p className={styles.meta} aria-live="polite">
        {token ? token.lines.join(" · ") : ""}
      </p>
    </div>
  );
}
