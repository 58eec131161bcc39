"use client";

import type { ReactElement } from "react";
import { gradient, sequential } from "../colour";
import { useTheme } from "../theme";
import type { StripScale } from "./strip-scale";
import styles from "./strip-legend.module.css";

/** What the colours of the strip mean: a ramp with its ends and middle, the quantity and its unit. */
export function StripLegend({ scale, title, provenance }: { scale: StripScale; title: string; provenance: string }): ReactElement {
  const theme = useTheme();
  return (
    <div className={styles.legend}>
      <span className={styles.title}>{title}</span>
      <span className={styles.scale} aria-hidden="true">
        <span className={styles.ramp} style={{ background: gradient((p) => sequential(p, theme)) }} />
        {scale.ticks.map(({ at, label }) => (
          <span key={at} className={styles.tick} style={{ left: `${at * 100}%` }}>
            {label}
          </span>
        ))}
      </span>
      <span className={styles.provenance}>{provenance}</span>
    </div>
  );
}
