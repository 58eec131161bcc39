"use client";

import { useMemo, type ReactElement } from "react";
import { count, percent } from "@/lib/charts/format";
import type { Fidelity } from "@/lib/domain/fidelity";
import { visibleText } from "@/lib/domain/visible-text";
import { sortRows, textRows, type RowOrder } from "./build";
import { divergenceText } from "./words";
import type { FidelityView } from "./use-fidelity-view";
import styles from "./fidelity.module.css";

const columns: readonly { key: RowOrder; label: string; title: string }[] = [
  { key: "mean", label: "mean divergence", title: "nats a token, at least" },
  { key: "largest", label: "largest", title: "nats at one token, at least" },
  { key: "topChanged", label: "another leads", title: "share of tokens after which another token is the likeliest" },
  { key: "flips", label: "routers flip", title: "share of decisions with other experts" },
  { key: "agreed", label: "writes alike", title: "greedy tokens that agree before the first that differs" },
  { key: "tokens", label: "tokens", title: "tokens of the text" },
];
/** Rows drawn; a sort brings others up. */
const SHOWN = 200;

/** Every text, the worst first; a click opens its strip. */
export function TextTable({ fidelity, open, view, onOpen }: { fidelity: Fidelity; open: number; view: FidelityView; onOpen: (index: number) => void }): ReactElement {
  const { sort, up } = view.state;
  const rows = useMemo(() => sortRows(textRows(fidelity), sort, up), [fidelity, sort, up]);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Texts">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">text</th>
            {columns.map(({ key, label, title }) => (
              <th key={key} scope="col" aria-sort={sort === key ? (up ? "ascending" : "descending") : "none"}>
                <button type="button" className={styles.sort} title={title} onClick={() => view.set(sort === key ? { up: !up } : { sort: key, up: false })}>
                  {label}
                  <span aria-hidden="true">{sort === key ? (up ? " ↑" : " ↓") : ""}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map(({ text, index, excerpt, mean, largest, topChanged, flips, agreed }) => (
            <tr key={index} data-open={index === open || undefined}>
              <th scope="row">
                <button type="button" className={styles.text} aria-pressed={index === open} onClick={() => onOpen(index)}>
                  <bdi>{excerpt === "" ? visibleText(String(text.id)) : visibleText(excerpt).replaceAll("·", " ")}</bdi>
                </button>
              </th>
              <td>{divergenceText(mean)}</td>
              <td>{divergenceText(largest)}</td>
              <td>{percent(topChanged)}</td>
              <td>{percent(flips)}</td>
              <td>{fidelity.generate === 0 ? "–" : agreed === null ? `all ${text.written.model.length}` : count(agreed)}</td>
              <td>{count(text.tokens)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN ? <p className={styles.more}>The {SHOWN} first of {count(rows.length)} in this order. The CSV has all.</p> : null}
    </div>
  );
}
