"use client";

import Link from "next/link";
import { useMemo, useState, type ReactElement } from "react";
import { CategoryLegend, ChartCard, format, ochre, Scatter, useTheme, type Cell } from "@/lib/charts";
import type { AuditComparison } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import { Button, EmptyState } from "@/lib/ui";
import { pWords } from "@/lib/findings/words";
import { directionWords, flipPoints, flipTable, isRegression, orderedFlips, type SuiteComparison } from "./build";
import { Differences } from "./differences";
import styles from "./compare.module.css";

/** Shown at first, and after "Show more"; the CSV of the chart has all that came. */
const FIRST_FLIPS = 12;
const MOST_FLIPS = 200;

/** Two audits on the same items, suite by suite. `titleOf`: a suite's title by its id. */
export function Comparison({ comparison, titleOf }: { comparison: AuditComparison; titleOf: (suite: string) => string }): ReactElement {
  if (comparison.suites.length === 0) {
    return <EmptyState title="Nothing to compare">The two audits have no suite in common, or none of its items was scored in both.</EmptyState>;
  }
  return (
    <>
      {comparison.suites.map((suite) => (
        <Suite key={suite.suite} suite={suite} title={titleOf(suite.suite)} comparison={comparison} />
      ))}
    </>
  );
}

function Suite({ suite, title, comparison }: { suite: SuiteComparison; title: string; comparison: AuditComparison }): ReactElement {
  const source = `${title} · a: ${comparison.a.modelFileName}, b: ${comparison.b.modelFileName}`;
  return (
    <section className={styles.suite} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p className={styles.quiet}>
          {format.count(suite.paired)} items in both{suite.onlyA > 0 ? `, ${format.count(suite.onlyA)} only in a` : ""}
          {suite.onlyB > 0 ? `, ${format.count(suite.onlyB)} only in b` : ""}
        </p>
        {suite.notes?.map((note) => (
          <p key={note} className={styles.quiet}>
            {note}
          </p>
        ))}
      </header>
      <div className={styles.cards}>
        <Differences suite={suite} title={title} source={source} />
        <FlipTable suite={suite} title={title} />
      </div>
      <FlipScatter suite={suite} title={title} source={source} />
      <FlipList suite={suite} title={title} comparison={comparison} />
    </section>
  );
}

function FlipTable({ suite: { flips }, title }: { suite: SuiteComparison; title: string }): ReactElement {
  const cell = (value: number, strong: boolean) => <td data-strong={strong || undefined}>{format.count(value)}</td>;
  return (
    <section className={styles.flips} aria-label={`Flips: ${title}`}>
      <h3>Flips</h3>
      <p className={styles.quiet}>Items by outcome in both files. “Yes” is the stereotyped text, the first words, or a yes, being the likelier one.</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">yes in b</th>
            <th scope="col">no in b</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">yes in a</th>
            {cell(flips.both, false)}
            {cell(flips.aOnly, true)}
          </tr>
          <tr>
            <th scope="row">no in a</th>
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

function FlipScatter({ suite, title, source }: { suite: SuiteComparison; title: string; source: string }): ReactElement {
  const theme = useTheme();
  const [locked, lock] = useState<Cell | null>(null);
  const { points, columns, at } = useMemo(() => flipPoints(suite.flipped), [suite.flipped]);
  const { colours, legend } = useMemo(() => {
    const quiet = theme === "light" ? "#6b675e" : "#a09a8d";
    return { colours: [ochre[theme], quiet], legend: [{ label: "regression: worse in b", colour: ochre[theme] }, { label: "better or only different in b", colour: quiet }] };
  }, [theme]);
  const describe = ({ row, column }: Cell): string[] => {
    const flip = at(row, column);
    return flip ? [`${flip.item} (${flip.phrasing})`, `a ${format.decimal(flip.a)} → b ${format.decimal(flip.b)}`, readableText(flip.text)] : [];
  };
  return (
    <ChartCard
      title={`Flips against margin: ${title}`}
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

function FlipList({ suite, title, comparison }: { suite: SuiteComparison; title: string; comparison: AuditComparison }): ReactElement | null {
  const [most, setMost] = useState(FIRST_FLIPS);
  const flips = useMemo(() => orderedFlips(suite.flipped), [suite.flipped]);
  if (flips.length === 0) return null;
  const counted = suite.flips.aOnly + suite.flips.bOnly;
  const link = (id: string, item: string, phrasing: string) => `/audits/${encodeURIComponent(id)}?${new URLSearchParams({ tab: "items", suite: suite.suite, item, phrasing })}`;
  return (
    <section className={styles.list} aria-label={`Flipped items: ${title}`}>
      <h3>Flipped items, regressions first</h3>
      <ol>
        {flips.slice(0, most).map((flip) => (
          <li key={`${flip.item}/${flip.phrasing}`}>
            <span className={styles.kind} data-regression={isRegression(flip) || undefined}>
              {directionWords[flip.direction]}
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
      {most === MOST_FLIPS && flips.length > MOST_FLIPS ? <p className={styles.quiet}>The first {MOST_FLIPS} of {format.count(flips.length)}; the CSV of the chart above has all of these.</p> : null}
      {flips.length < counted ? <p className={styles.quiet}>{format.count(counted)} items flipped in all; the {format.count(flips.length)} that come first are listed and drawn.</p> : null}
    </section>
  );
}
