"use client";

import type { ReactElement } from "react";
import { MEDIUM, useMedia } from "@/lib/ui/media";
import type { AuditDetail, AuditItemsRequest } from "@/lib/domain/audit";
import { Sheet } from "@/lib/ui";
import type { AuditView } from "../state";
import type { SetAuditView } from "../use-audit-view";
import { ItemDetail } from "./item-detail";
import { ItemFilters } from "./item-filters";
import { ItemTable } from "./item-table";
import styles from "./items.module.css";

/** Every scored item: filtered and sorted by the server, drawn row by row, one of them open. */
export function ItemsView({ detail, view, setView }: { detail: AuditDetail; view: AuditView; setView: SetAuditView }): ReactElement {
  const asSheet = useMedia(MEDIUM);
  const suite = view.suite ?? detail.summary.suites[0];
  const { category, control, search, disagree, sort } = view;
  const filter: AuditItemsRequest = {
    ...(suite === undefined ? {} : { suite }),
    ...(category === undefined ? {} : { category }),
    ...(control === undefined ? {} : { control }),
    ...(search === undefined || search.trim() === "" ? {} : { search: search.trim() }),
    ...(disagree === undefined ? {} : { disagree }),
    sort,
  };
  const open = suite !== undefined && view.item !== undefined && view.phrasing !== undefined ? { suite, item: view.item, phrasing: view.phrasing } : null;
  const close = () => setView({ item: undefined, phrasing: undefined });
  const shown = open ? <ItemDetail key={`${open.item}/${open.phrasing}`} detail={detail} {...open} onClose={asSheet ? null : close} /> : null;
  return (
    <div className={styles.view}>
      <ItemFilters detail={detail} suite={suite} view={view} setView={setView} />
      <div className={styles.columns} data-open={(open !== null && !asSheet) || undefined}>
        <ItemTable
          id={detail.summary.id}
          filter={filter}
          live={detail.summary.state === "running"}
          open={open}
          onOpen={(item) => setView({ suite: item.suite, item: item.item, phrasing: item.phrasing })}
        />
        {asSheet ? (
          <Sheet open={open !== null} onOpenChange={(isOpen) => !isOpen && close()} title="Item">
            {shown}
          </Sheet>
        ) : (
          shown
        )}
      </div>
    </div>
  );
}
