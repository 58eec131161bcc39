"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactElement } from "react";
import { explainAuditError } from "../explain";
import { format } from "@/lib/charts";
import type { AuditItem, AuditItemsRequest } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import { Button, EmptyState, ErrorNotice, Skeleton } from "@/lib/ui";
import { Effect, EffectLegend } from "./item-effect";
import { useItemPages, useItemTotal } from "./use-item-pages";
import styles from "./items.module.css";

export interface ItemTableProps {
  id: string;
  filter: AuditItemsRequest;
  live: boolean;
  open: { item: string; phrasing: string } | null;
  onOpen: (item: AuditItem) => void;
}

const ROW = 62;
const OVERSCAN = 12;

/** The items as a table that draws only what is in sight; rows are asked for as they come into it. */
export function ItemTable(props: ItemTableProps): ReactElement {
  // A new filter starts at the top.
  return <Rows key={JSON.stringify([props.id, props.filter])} {...props} />;
}

function Rows({ id, filter, live, open, onOpen }: ItemTableProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const total = useItemTotal(id, filter, live);
  const count = total ?? 0;
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here and go no further
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: OVERSCAN });
  const rows = virtual.getVirtualItems();
  const pages = useItemPages(id, filter, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0, live);

  if (pages.error !== null) {
    return <ErrorNotice {...explainAuditError(pages.error)} action={<Button size="s" onClick={pages.retry}>Try again</Button>} />;
  }
  return (
    <div className={styles.frame}>
      <div className={styles.legend}>
        <EffectLegend kind={pages.itemAt(0)?.kind ?? ""} />
      </div>
      <div role="table" aria-label="Items" aria-rowcount={count + 1} className={styles.table}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={styles.head}>
            <span role="columnheader">item</span>
            <span role="columnheader">texts</span>
            <span role="columnheader" className={styles.number}>
              effect
            </span>
          </div>
        </div>
        <div role="rowgroup" ref={scroller} className={styles.scroller} tabIndex={-1}>
          {total === null ? (
            <div role="row">
              <span role="cell">
                <Skeleton height={420} label="Items are being read" />
              </span>
            </div>
          ) : (
            <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
              {rows.map((row) => {
                const item = pages.itemAt(row.index);
                return (
                  <div
                    key={row.key}
                    role="row"
                    aria-rowindex={row.index + 2}
                    className={styles.row}
                    style={{ height: ROW, transform: `translateY(${row.start}px)` }}
                    data-open={(item !== null && open !== null && item.item === open.item && item.phrasing === open.phrasing) || undefined}
                    data-control={item?.control ?? undefined}
                  >
                    {item === null ? (
                      <span role="cell" className={styles.waiting}>
                        …
                      </span>
                    ) : (
                      <Cells item={item} onOpen={onOpen} />
                    )}
                  </div>
                );
              })}
            </div>
          )}
        </div>
      </div>
      {total === 0 ? (
        <EmptyState title="No items">Nothing matches these filters{live ? ", or nothing of this suite is scored yet" : ""}.</EmptyState>
      ) : (
        <p className={styles.total} role="status">
          {total === null ? "" : `${format.count(total)} items`}
        </p>
      )}
    </div>
  );
}

function Cells({ item, onOpen }: { item: AuditItem; onOpen: (item: AuditItem) => void }): ReactElement {
  return (
    <>
      <span role="cell" className={styles.item}>
        <button type="button" className={styles.open} title={item.item} onClick={() => onOpen(item)}>
          {item.item}
        </button>
        <span className={styles.meta}>
          {item.category} · {item.phrasing}
          {item.control ? ` · ${item.control}` : ""}
          {item.disagree === true ? " · scores disagree" : ""}
        </span>
      </span>
      <span role="cell" className={styles.texts}>
        {item.texts.slice(0, 2).map(({ variant, text }) => (
          <span key={variant} className={styles.line} title={text}>
            <bdi>{readableText(text)}</bdi>
          </span>
        ))}
      </span>
      <span role="cell" className={styles.number}>
        {item.effect === null ? <span title={item.leftOut ?? "undefined on this item"}>–</span> : <Effect kind={item.kind} value={item.effect} />}
      </span>
    </>
  );
}
