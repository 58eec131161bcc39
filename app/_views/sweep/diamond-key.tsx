import type { ReactElement } from "react";
import { MarkLegend } from "@/lib/charts";
import styles from "./sweep.module.css";

/** What the diamond in a cell means. */
export function DiamondKey(): ReactElement {
  return (
    <MarkLegend label="p below .05 over the texts, adjusted (Benjamini–Hochberg)">
      <path className={styles.diamond} d="M6,1.5l4.5,4.5l-4.5,4.5l-4.5,-4.5z" />
    </MarkLegend>
  );
}
