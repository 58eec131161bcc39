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

/** The whole page in outline, before anything is known. */
export function InspectorOutline(): ReactElement {
  return (
    <div className={styles.layout}>
      <aside className={styles.left} aria-hidden="true" />
      <main id="content" className={styles.centre}>
        <Skeleton height={57} label="The page is loading" />
        <Skeleton height={26} width="60%" />
        <InspectorSkeleton />
      </main>
      <aside className={styles.right} aria-hidden="true" />
    </div>
  );
}
