"use client";

import { useState, type ReactElement } from "react";
import { whenText } from "@/app/_views/audit/words";
import type { ShareSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { ConfirmDialog, IconButton, Menu } from "@/lib/ui";
import { expiryText, isOpen, stateWords } from "../words";
import styles from "./publish.module.css";

export interface ShareListProps {
  shares: readonly ShareSummary[];
  onExtend: (id: string, days: number) => void;
  onRevoke: (id: string) => void;
  /** Says what each link shows, where a list is of several things. */
  titled?: boolean;
}

/** The links that were made, without their tokens, which nobody knows any more. */
export function ShareList({ shares, onExtend, onRevoke, titled = false }: ShareListProps): ReactElement {
  const [leaving, setLeaving] = useState<ShareSummary | null>(null);
  const [now] = useState(() => Date.now());
  return (
    <>
      <ul className={styles.shares} aria-label="Links">
        {shares.map((share) => (
          <li key={share.id} className={styles.share} data-open={isOpen(share) || undefined}>
            <span className={styles.state}>{stateWords[share.state]}</span>
            <span>
              {titled ? <bdi>{readableText(share.title)}</bdi> : `version ${share.number}`}
              {share.hasPassword ? ", with a password" : ""}
            </span>
            <span>{share.views === 1 ? "1 view" : `${share.views} views`}</span>
            <span title={whenText(share.expiresAt)}>{share.state === "revoked" ? `made ${whenText(share.createdAt)}` : `${share.state === "expired" ? "ended" : "ends"} ${expiryText(share.expiresAt, now)}`}</span>
            {share.state === "revoked" ? null : (
              <Menu
                trigger={<IconButton label={`Actions for the link of ${whenText(share.createdAt)}`} icon="more" size="s" tooltip={false} />}
                items={[
                  { label: "30 days from now", icon: "reset", onSelect: () => onExtend(share.id, 30) },
                  { label: "A year from now", icon: "reset", onSelect: () => onExtend(share.id, 365) },
                  "separator",
                  { label: "Revoke…", icon: "lock", danger: true, onSelect: () => setLeaving(share) },
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={leaving !== null}
        title="Revoke this link?"
        description="Whoever opens it from now on reads that there is no such page. This cannot be undone; a new link can be made."
        verb="Revoke"
        icon="lock"
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && onRevoke(leaving.id)}
      />
    </>
  );
}
