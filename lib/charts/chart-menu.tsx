"use client";

import { useEffect, useState, type ReactElement, type RefObject } from "react";
import { Dialog, IconButton, Menu } from "@/lib/ui";
import { decimal, NOT_MEASURED, count } from "./format";
import { figurePng, figureSvg, fileStem, saveFile } from "./figure-file";
import { toCsv, type ChartTable } from "./table";
import styles from "./chart-menu.module.css";

export interface ChartMenuProps {
  title: string;
  caption: string;
  figure: RefObject<HTMLElement | null>;
  table: () => ChartTable;
}

const NOTICE_MS = 2400;

/** The ⋯ menu of a chart: picture, numbers, table, link. */
export function ChartMenu({ title, caption, figure, table }: ChartMenuProps): ReactElement {
  const [shown, setShown] = useState<ChartTable | null>(null);
  const [notice, setNotice] = useState("");
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(""), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const stem = fileStem(title);
  const run = (work: () => Promise<void>, failed: string) => () => {
    work().catch(() => setNotice(failed));
  };
  const picture = async (kind: "svg" | "png") => {
    const root = figure.current;
    if (!root) return;
    if (kind === "svg") saveFile(`${stem}.svg`, new Blob([(await figureSvg(root, { title, caption })).svg], { type: "image/svg+xml" }));
    else saveFile(`${stem}.png`, await figurePng(root, { title, caption }));
  };

  return (
    <>
      <span role="status" className={styles.notice}>
        {notice}
      </span>
      <Menu
        trigger={<IconButton label={`Save or share “${title}”`} icon="more" size="s" tooltip={false} />}
        items={[
          { label: "Save as SVG", icon: "image", onSelect: run(() => picture("svg"), "The picture could not be made") },
          { label: "Save as PNG", icon: "image", onSelect: run(() => picture("png"), "The picture could not be made") },
          { label: "Save as CSV", icon: "download", onSelect: () => saveFile(`${stem}.csv`, new Blob([toCsv(table())], { type: "text/csv;charset=utf-8" })) },
          "separator",
          { label: "Show as table", icon: "table", onSelect: () => setShown(table()) },
          {
            label: "Copy link to this view",
            icon: "link",
            onSelect: run(async () => {
              await navigator.clipboard.writeText(window.location.href);
              setNotice("Link copied");
            }, "The browser did not allow copying; the link is in the address bar"),
          },
        ]}
      />
      <Dialog open={shown !== null} onOpenChange={(open) => !open && setShown(null)} title={title} description={caption} size="l">
        {shown ? <TableView table={shown} /> : null}
      </Dialog>
    </>
  );
}

/** More rows than anyone reads make the page slow; the CSV has all. */
const ROW_LIMIT = 1000;

function TableView({ table }: { table: ChartTable }): ReactElement {
  const rows = table.rows.slice(0, ROW_LIMIT);
  return (
    <>
      {table.rows.length > ROW_LIMIT ? (
        <p className={styles.limit}>
          The first {count(ROW_LIMIT)} of {count(table.rows.length)} rows. The CSV file has all of them.
        </p>
      ) : null}
      <table className={styles.table}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.label} scope="col" data-numeric={column.numeric}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, place) => (
                <td key={place} data-numeric={table.columns[place]?.numeric} title={typeof value === "number" ? String(value) : undefined}>
                  {cellText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function cellText(value: string | number | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return NOT_MEASURED;
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? count(value) : decimal(value, 4);
}
