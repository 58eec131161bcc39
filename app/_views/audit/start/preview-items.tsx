"use client";

import type { ReactElement } from "react";
import type { AuditItem, AuditPreview } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import styles from "./start.module.css";

const SHOWN = 10;

/** The first items of each suite in turn, as many as are shown. */
export function mixed(preview: AuditPreview, most = SHOWN): AuditItem[] {
  const picked: AuditItem[] = [];
  for (let i = 0; picked.length < most; i++) {
    const round = preview.suites.flatMap(({ items }) => items[i] ?? []);
    if (round.length === 0) break;
    picked.push(...round);
  }
  return picked.slice(0, most);
}

/** Ten rendered items, as they will be scored. */
export function PreviewItems({ preview }: { preview: AuditPreview }): ReactElement {
  return (
    <ol className={styles.preview}>
      {mixed(preview).map((item) => (
        <li key={`${item.suite}/${item.item}/${item.phrasing}`}>
          <p className={styles.quiet}>
            {item.suite} · {item.category} · phrasing {item.phrasing}
            {item.control ? ` · ${item.control} control` : ""}
          </p>
          {item.texts.map(({ variant, text }) => (
            <p key={variant} className={styles.text}>
              <span className={styles.variant}>{variant}</span>
              <bdi>{readableText(text)}</bdi>
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}
