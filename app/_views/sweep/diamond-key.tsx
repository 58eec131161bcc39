import type { ReactElement } from "react";
import styles from "./sweep.module.css";

/** What the diamond in a cell means. */
export function DiamondKey(): ReactElement {
  return (
    <span className={styles.key}>
      <svg data-figure="svg" width={12} height={12} aria-hidden="true">
        <path className={styles.diamond} d="M6,1.5l4.5,4.5l-4.5,4.5l-4.5,-4.5z" />
      </svg>
      <span data-figure="text">p below .05 over the texts, adjusted (Benjamini–Hochberg)</span>
    </span>
  );
}
