import type { ReactElement } from "react";
import { Skeleton } from "@/lib/ui";
import styles from "./inspector.module.css";

/** The page in outline while an inspection loads. */
export function InspectorSkeleton(): ReactElement {
  return (
    <>
      <Skeleton height={28} width="40%" />
      <Skeleton height={120} label="The inspection is loading" />
      <div className={styles.charts}>
        <Skeleton height={340} />
        <Skeleton height={340} />
      </div>
    </>
  );
}
