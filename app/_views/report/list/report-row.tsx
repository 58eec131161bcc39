"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { whenText } from "@/app/_views/audit/words";
import { format } from "@/lib/charts";
import type { ReportSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { IconButton, Menu, type MenuItem } from "@/lib/ui";
import { ShareList, type ShareListProps } from "../publish/share-list";
import { profiles } from "../words";
import styles from "./list.module.css";

export interface ReportRowProps extends Pick<ShareListProps, "onExtend" | "onRevoke"> {
  summary: ReportSummary;
  onReplace: () => void;
  onDelete: () => void;
}

/** One version of a report, with the links to it. */
export function ReportRow({ summary, onReplace, onDelete, onExtend, onRevoke }: ReportRowProps): ReactElement {
  const items: (MenuItem | "separator")[] = [
    ...(summary.imported ? [] : [{ label: "Replace by a new version…", icon: "plus" as const, onSelect: onReplace }, "separator" as const]),
    { label: "Delete…", icon: "trash", danger: true, onSelect: onDelete },
  ];
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <div className={styles.what}>
          <Link href={`/reports/${encodeURIComponent(summary.id)}`} className={styles.title}>
            <bdi>{readableText(summary.title)}</bdi>
          </Link>
          <p className={styles.facts}>
            version {summary.number} · {profiles[summary.profile].name.toLowerCase()} · {format.bytes(summary.bytes)} · {whenText(summary.createdAt)}
            {summary.complete ? "" : " · partial"}
            {summary.imported ? " · imported" : ""}
            {summary.signed ? " · signed" : ""}
          </p>
          <p className={styles.hash} title={`SHA-256 ${summary.sha256}`}>
            {summary.sha256.slice(0, 16)}…
          </p>
        </div>
        <Menu trigger={<IconButton label={`Actions for ${readableText(summary.title)}, version ${summary.number}`} icon="more" size="s" tooltip={false} />} items={items} />
      </div>
      {summary.shares.length > 0 ? <ShareList shares={summary.shares} onExtend={onExtend} onRevoke={onRevoke} /> : null}
    </li>
  );
}
