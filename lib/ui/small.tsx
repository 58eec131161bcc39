import type { ReactElement, ReactNode } from "react";
import floating from "./floating.module.css";
import styles from "./small.module.css";

/** For screen readers only; as a heading where the eye finds its way without one. */
export function VisuallyHidden({ as: Tag = "span", children }: { as?: "span" | "h1" | "h2"; children: ReactNode }): ReactElement {
  return <Tag className={floating.hidden}>{children}</Tag>;
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }): ReactElement {
  return <kbd className={styles.kbd}>{children}</kbd>;
}

export interface SkeletonProps {
  width?: number | string;
  height: number | string;
  /** What is on its way; null where one label speaks for several blocks. */
  label?: string | null;
}

/** Holds the place of what is loading, in its shape, so that nothing jumps. */
export function Skeleton({ width = "100%", height, label = null }: SkeletonProps): ReactElement {
  return (
    <div className={styles.skeleton} style={{ width, height }} {...(label ? { role: "status", "aria-label": label } : { "aria-hidden": true })} />
  );
}
