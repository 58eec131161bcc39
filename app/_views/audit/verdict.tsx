"use client";

import type { ReactElement } from "react";
import { ochre, useTheme } from "@/lib/charts";
import { verdictNames, type VerdictKind } from "@/lib/findings/words";
import styles from "./verdict.module.css";

/** A verdict in its colour: ochre, ink, or hatched grey. There is no green: nothing here says that a model is fair. */
export function VerdictMark({ kind, count }: { kind: VerdictKind; count?: number }): ReactElement {
  const theme = useTheme();
  return (
    <span className={styles.mark} data-kind={kind} data-zero={count === 0 || undefined}>
      <span className={styles.swatch} style={kind === "detected" ? { background: ochre[theme] } : undefined} aria-hidden="true" />
      <span style={kind === "detected" && count !== 0 ? { color: ochre[theme] } : undefined}>
        {count === undefined ? verdictNames[kind] : `${count} ${verdictNames[kind].toLowerCase()}`}
      </span>
    </span>
  );
}

/** How many findings of the declared families came out how. Counts, never a score. */
export function VerdictCounts({ counts }: { counts: { detected: number; notDetected: number; inconclusive: number } }): ReactElement {
  return (
    <span className={styles.counts}>
      <VerdictMark kind="detected" count={counts.detected} />
      <VerdictMark kind="not-detected" count={counts.notDetected} />
      <VerdictMark kind="inconclusive" count={counts.inconclusive} />
    </span>
  );
}

/** Share of the findings by verdict as one strip. */
export function VerdictStrip({ counts }: { counts: { detected: number; notDetected: number; inconclusive: number } }): ReactElement {
  const theme = useTheme();
  const parts = [
    { kind: "detected", n: counts.detected },
    { kind: "not-detected", n: counts.notDetected },
    { kind: "inconclusive", n: counts.inconclusive },
  ].filter(({ n }) => n > 0);
  return (
    <span className={styles.strip} aria-hidden="true">
      {parts.map(({ kind, n }) => (
        <span key={kind} className={styles.part} data-kind={kind} style={{ flexGrow: n, ...(kind === "detected" ? { background: ochre[theme] } : {}) }} />
      ))}
    </span>
  );
}
