"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard } from "@/lib/charts";
import { decimal, exact, percent } from "@/lib/charts/format";
import { figureOf, sweepColumn } from "@/lib/domain/sweep";
import { readableText } from "@/lib/domain/visible-text";
import { classNames } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import figures from "../study/figures.module.css";
import { orderedTests, SIGNIFICANT } from "./build";
import type { SweepCardProps } from "./map-card";
import { placeName, unitOf } from "./names";
import { smallestP, textsForOne } from "./request";
import { pText, fineNats } from "./words";
import styles from "./sweep.module.css";

const LISTED = 15;

/** Two digits, however small. */
const smallestFigure = (p: number): string => exact(Number(p.toPrecision(2))).replace(/^0/, "");

/** Effects over several texts, with how likely chance is. */
export function TextsCard({ view: { detail }, sweep, names, onLock }: SweepCardProps): ReactElement {
  const display = useDisplayTokens(detail);
  const { kind, tested, others, own } = sweep;
  const { one, many } = unitOf(kind);
  const tests = useMemo(() => orderedTests(tested), [tested]);
  const passed = tests.filter(({ adjusted }) => adjusted < SIGNIFICANT).length;
  const texts = others.length + 1;
  return (
    <ChartCard
      title={`Over ${texts} texts`}
      help={`The mean effect of each ${one} on ${names.answer} over all texts, and how likely one as large is by chance.`}
      caveat={
        <>
          <p>The texts stand for nothing but themselves unless they were chosen at random. With {texts} of them no p is below {smallestFigure(smallestP(texts))}; a single {one} out of {tests.length} passes after adjustment from {textsForOne(tests.length)} texts on.</p>
          <p>Not significant does not mean without effect.</p>
        </>
      }
      provenance={{ kind: "derived", how: `Sign-flip test of the mean over the texts, two-sided, adjusted by Benjamini and Hochberg over the ${tests.length} ${many} that moved in any text.` }}
      source={sourceLine(detail)}
      status={tests.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Not tested yet", text: "Tests follow when every text is measured." }}
      table={() => ({
        columns: [{ label: "layer", numeric: true }, { label: sweepColumn(kind), numeric: true }, { label: "texts", numeric: true }, { label: "mean Δ (nats)", numeric: true }, { label: "p", numeric: true }, { label: "p, adjusted (BH)", numeric: true }],
        rows: tests.map(({ layer, column, texts: of, mean, p, adjusted }) => [layer, column, of, mean, p, adjusted]),
      })}
      footer={
        <p>
          {passed === 0 ? `No ${one} passes at .05 after adjustment.` : `${passed} of ${tests.length} ${many} pass${passed === 1 ? "es" : ""} at .05 after adjustment.`}
        </p>
      }
    >
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Tests, least likely by chance first">
        <table className={classNames(figures.table, styles.table)}>
          <thead>
            <tr>
              <th scope="col">{one}</th>
              <th scope="col">mean Δ</th>
              <th scope="col">p</th>
              <th scope="col">adjusted</th>
            </tr>
          </thead>
          <tbody>
            {tests.slice(0, LISTED).map((test) => (
              <tr key={`${test.layer}.${test.column}`} className={classNames(test.adjusted < SIGNIFICANT && styles.passed)}>
                <th scope="row">
                  <button type="button" className={styles.link} onClick={() => onLock(test)}>
                    {placeName(kind, test, display)}
                  </button>
                </th>
                <td>{fineNats(test.mean)}</td>
                <td>{pText(test.p).replace(/^= /, "")}</td>
                <td>{pText(test.adjusted).replace(/^= /, "")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {tests.length > LISTED ? <p className={styles.quiet}>The first {LISTED} of {tests.length}; the table and the CSV file have all.</p> : null}
      <h4 className={styles.listTitle}>Without a change</h4>
      <ul className={styles.texts} aria-label="The texts and how they are without a change">
        {[own, ...others].map((text, i) => (
          <li key={i}>
            <bdi className={styles.mono}>{text.text === null ? "this text" : readableText(text.text)}</bdi>
            <span className={styles.quiet}>
              {sweep.foil === null ? `${names.target} ${percent(Math.exp(figureOf(text.clean)))}` : `difference ${decimal(figureOf(text.clean), 2)} nats`} · {text.cells.length} measured
            </span>
          </li>
        ))}
      </ul>
    </ChartCard>
  );
}
