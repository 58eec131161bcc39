import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icons";
import styles from "./notice.module.css";

export interface EmptyStateProps {
  title: string;
  /** Why there is nothing, and what to do about it. */
  children?: ReactNode;
  action?: ReactNode;
  icon?: IconName;
}

/** Where there is nothing to show and nothing went wrong. */
export function EmptyState({ title, children, action, icon }: EmptyStateProps): ReactElement {
  return (
    <div className={styles.empty}>
      {icon ? <Icon name={icon} size={20} /> : null}
      <p className={styles.emptyTitle}>{title}</p>
      {children ? <div className={styles.emptyText}>{children}</div> : null}
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}

export interface ErrorNoticeProps {
  /** One sentence: what happened. */
  what: string;
  why?: ReactNode;
  /** What to do now. */
  todo?: ReactNode;
  /** Codes, request ids and traces, folded away. */
  details?: string | null | undefined;
  action?: ReactNode;
  tone?: "danger" | "warning";
}

/** Where something went wrong. Announced when it appears. */
export function ErrorNotice({ what, why, todo, details, action, tone = "danger" }: ErrorNoticeProps): ReactElement {
  return (
    <div className={styles.error} data-tone={tone} role={tone === "danger" ? "alert" : "status"}>
      <Icon name="warning" />
      <div className={styles.errorBody}>
        <p className={styles.what}>{what}</p>
        {why ? <p>{why}</p> : null}
        {todo ? <p>{todo}</p> : null}
        {details ? (
          <details className={styles.details}>
            <summary>Details</summary>
            <pre>{details}</pre>
          </details>
        ) : null}
        {action ? <div className={styles.action}>{action}</div> : null}
      </div>
    </div>
  );
}
