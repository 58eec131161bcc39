"use client";

import Link from "next/link";
import { useMemo, useState, type ReactElement } from "react";
import { CategoryLegend, ChartCard, ForestPlot, format, ochre, Scatter, useTheme, type Cell, type ForestRow } from "@/lib/charts";
import type { AuditComparison } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { readableText } from "@/lib/domain/visible-text";
import { Button, EmptyState } from "@/lib/ui";
import { groupName, pWords } from "@/lib/findings/words";
import { differenceTable, flipPoints, flipTable, isRegression, orderedFlips, type SuiteComparison } from "./build";
import styles from "./compare.module.css";

/** Shown at first, and after "Show more"; the CSV of the chart has all. */
const FIRST_FLIPS = 12;
const MOST_FLIPS = 200;

/** Two audits on the same items, suite by suite. */
export function Comparison({ comparison }: { comparison: AuditComparison }): ReactElement {
  if (comparison.suites.length === 0) {
    return <EmptyState title="Nothing to compare">The two audits have no suite in common, or none of its items was scored in both.</EmptyState>;
  }
  return (
    <>
      {comparison.suites.map((suite) => (
        <Suite key={suite.suite} suite={suite} comparison={comparison} />
      ))}
    </>
  );
}

function Suite({ suite, comparison }: { suite: SuiteComparison; comparison: AuditComparison }): ReactElement {
  const source = `${suite.suite} · a: ${comparison.a.modelFileName}, b: ${comparison.b.modelFileName}`;
  return (
    <section className={styles.suite} aria-label={suite.suite}>
      <header>
        <h2>{suite.suite}</h2>
        <p className={styles.quiet}>
          {format.count(suite.paired)} items in both{suite.onlyA > 0 ? `, ${format.count(suite.onlyA)} only in a` : ""}
          {suite.onlyB > 0 ? `, ${format.count(suite.onlyB)} only in b` : ""}
        </p>
      </header>
      <div className={styles.cards}>
        <Differences suite={suite} source={source} />
        <FlipTable suite={suite} />
      </div>
      <FlipScatter suite={suite} source={source} />
      <FlipList suite={suite} comparison={comparison} />
    </section>
  );
}

function Differences({ suite, source }: { suite: SuiteComparison; source: string }): ReactElement {
  const several = new Set(suite.metrics.map(({ id }) => id)).size > 1;
  const rows = suite.metrics.map((metric): ForestRow => {
    const excludes = metric.ci !== null && (metric.ci[0] > 0 || metric.ci[1] < 0);
    const name = several ? `${metricWords(metric.id).title}, ${groupName(metric.group)}` : groupName(metric.group);
    const text = metric.difference === null ? "–" : `${format.decimal(metric.difference)}${metric.ci ? ` [${format.decimal(metric.ci[0])}, ${format.decimal(metric.ci[1])}]` : ""}`;
    return {
      key: `${metric.id}/${metric.group}`,
      label: name,
      estimate: metric.difference,
      interval: metric.ci,
      spread: null,
      nullValue: 0,
      known: null,
      tone: metric.group.startsWith("control:") ? "control" : excludes ? "not-detected" : "plain",
      valueText: text,
      title: `${name}: a ${format.decimal(metric.a)}, b ${format.decimal(metric.b)}, difference ${text}, ${metric.clusters} clusters`,
    };
  });
  return (
    <ChartCard
      title={`Differences, b minus a: ${suite.suite}`}
      help="The same items in both audits, subtracted pair by pair; intervals resample whole templates."
      caveat="Two intervals of single audits that overlap say nothing about their difference; this one does. A difference between two files is no verdict about either."
      provenance={{ kind: "derived", how: "Paired cluster bootstrap on the items that both audits scored." }}
      source={source}
      status={rows.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No paired items", text: "No item was scored in both." }}
      table={() => differenceTable(suite)}
    >
      <ForestPlot label="Differences, b minus a" rows={rows.filter((row) => row.tone !== "control")} controls={rows.filter((row) => row.tone === "control")} nullLabel="no difference" axisTitle="b − a" />
    </ChartCard>
  );
}

function FlipTable({ suite: { suite, flips } }: { suite: SuiteComparison }): ReactElement {
  const cell = (value: number, strong: boolean) => <td data-strong={strong || undefined}>{format.count(value)}</td>;
  return (
    <section className={styles.flips} aria-label={`Flips: ${suite}`}>
      <h3>Flips</h3>
      <p className={styles.quiet}>Items whose outcome (stereotyped or not, yes or no) is another one in b.</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">in b</th>
            <th scope="col">not in b</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">in a</th>
            {cell(flips.both, false)}
            {cell(flips.aOnly, true)}
          </tr>
          <tr>
            <th scope="row">not in a</th>
            {cell(flips.bOnly, true)}
            {cell(flips.neither, false)}
          </tr>
        </tbody>
      </table>
      <p className={styles.test}>
        McNemar, exact: {pWords(flips.p)}
        <span className={styles.quiet}>
          {" "}
          · {format.count(flips.bOnly)} gained against {format.count(flips.aOnly)} lost. It takes items as independent; where templates repeat, read the interval beside it.
        </span>
      </p>
    </section>
  );
}

function FlipScatter({ suite, source }: { suite: SuiteComparison; source: string }): ReactElement {
  const theme = useTheme();
  const [locked, lock] = useState<Cell | null>(null);
  const { points, columns, at } = useMemo(() => flipPoints(suite.flipped), [suite.flipped]);
  const { colours, legend } = useMemo(() => {
    const quiet = theme === "light" ? "#6b675e" : "#a09a8d";
    return { colours: [ochre[theme], quiet], legend: [{ label: "regression: gained in b", colour: ochre[theme] }, { label: "lost in b", colour: quiet }] };
  }, [theme]);
  const describe = ({ row, column }: Cell): string[] => {
    const flip = at(row, column);
    return flip ? [`${flip.item} (${flip.phrasing})`, `a ${format.decimal(flip.a)} → b ${format.decimal(flip.b)}`, readableText(flip.text)] : [];
  };
  return (
    <ChartCard
      title={`Flips against margin: ${suite.suite}`}
      help="Each dot is an item that flipped: to the right, how clear its outcome was in a; upwards, how far b moved it. Flips near the left are close calls; those to the right are changes."
      caveat="Only flipped items are drawn. Many items that moved without flipping are in the differences above."
      provenance={{ kind: "derived", how: "Each item’s own effect in both audits." }}
      source={source}
      status={suite.flipped.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No flips", text: "Every item that was scored in both came out the same way." }}
      legend={<CategoryLegend items={legend} />}
      table={() => flipTable(suite.flipped)}
    >
      <Scatter label="Flips by margin in a and change" points={points} rows={2} columns={columns} xTitle="|effect| in a" yTitle="b − a" colour={(row) => colours[row] ?? "currentColor"} describe={describe} locked={locked} onLock={lock} height={260} />
    </ChartCard>
  );
}

function FlipList({ suite, comparison }: { suite: SuiteComparison; comparison: AuditComparison }): ReactElement | null {
  const [most, setMost] = useState(FIRST_FLIPS);
  const flips = useMemo(() => orderedFlips(suite.flipped), [suite.flipped]);
  if (flips.length === 0) return null;
  const link = (id: string, item: string, phrasing: string) => `/audits/${encodeURIComponent(id)}?${new URLSearchParams({ tab: "items", suite: suite.suite, item, phrasing })}`;
  return (
    <section className={styles.list} aria-label={`Flipped items: ${suite.suite}`}>
      <h3>Flipped items, regressions first</h3>
      <ol>
        {flips.slice(0, most).map((flip) => (
          <li key={`${flip.item}/${flip.phrasing}`}>
            <span className={styles.kind} data-regression={isRegression(flip) || undefined}>
              {isRegression(flip) ? "regression" : "lost"}
            </span>
            <span className={styles.text}>
              <bdi>{readableText(flip.text)}</bdi>
              <span className={styles.quiet}>
                {flip.category} · {flip.item} · {flip.phrasing} · in <Link href={link(comparison.a.id, flip.item, flip.phrasing)}>a</Link>, <Link href={link(comparison.b.id, flip.item, flip.phrasing)}>b</Link>
              </span>
            </span>
            <span className={styles.numbers}>
              {format.decimal(flip.a)} → {format.decimal(flip.b)}
            </span>
          </li>
        ))}
      </ol>
      {most < Math.min(MOST_FLIPS, flips.length) ? (
        <div>
          <Button size="s" onClick={() => setMost(MOST_FLIPS)}>
            Show more ({format.count(flips.length - most)} left)
          </Button>
        </div>
      ) : null}
      {most === MOST_FLIPS && flips.length > MOST_FLIPS ? <p className={styles.quiet}>The first {MOST_FLIPS} of {format.count(flips.length)}; the CSV of the chart above has all of them.</p> : null}
    </section>
  );
}
