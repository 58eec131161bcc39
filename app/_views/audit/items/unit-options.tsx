"use client";

import type { ReactElement } from "react";
import { Bars, format } from "@/lib/charts";
import type { AuditItemDetail } from "@/lib/domain/audit";
import { readableText, visibleText } from "@/lib/domain/visible-text";
import { optionShares } from "./token-diff";
import styles from "./items.module.css";

/** A prompt with the options that were scored after it, as shares of what they hold together. */
export function UnitOptions({ unit }: { unit: AuditItemDetail["units"][number] }): ReactElement {
  const options = unit.options ?? [];
  const shares = optionShares(options);
  return (
    <div className={styles.side}>
      <h3 className={styles.variant}>
        {unit.variant} {unit.order ? <span className={styles.meta}>order {unit.order}</span> : null}
      </h3>
      <p className={styles.prompt}>
        <bdi>{readableText(unit.text)}</bdi>
      </p>
      {options.length === 0 ? null : (
        <Bars
          label={`Options after ${unit.variant}`}
          full={1}
          labelWidth={0.42}
          items={options.map(({ text, logprob }, i) => ({
            key: `${i}`,
            label: visibleText(text),
            value: shares[i] ?? null,
            valueText: format.probability(shares[i]),
            title: `${text.trim()}: ${logprob === null ? "the vocabulary cannot spell it" : `${format.percent(shares[i])} of these options, log p ${format.decimal(logprob)} nats`}`,
          }))}
        />
      )}
    </div>
  );
}
