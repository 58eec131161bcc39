"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { AuditDetail, SuiteResult, SuiteSummary } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { FindingNotes, FindingsTable } from "./findings-table";
import { metricsOf, ratesOf } from "@/lib/findings/forest";
import { ForestCard } from "./forest-card";
import { noiseWords } from "@/lib/findings/words";
import styles from "./result.module.css";

export interface SuitePanelProps {
  detail: AuditDetail;
  result: SuiteResult;
  suite: SuiteSummary | undefined;
  metric: string | undefined;
  onMetric: (metric: string) => void;
}

/** Everything about one suite's result: groups, tables, rates, and the limits that belong to it. */
export function SuitePanel({ detail, result, suite, metric, onMetric }: SuitePanelProps): ReactElement {
  const metrics = metricsOf(result, suite?.family.map(({ metric }) => metric) ?? []);
  const shown = metric !== undefined && metrics.includes(metric) ? metric : metrics[0];
  const rates = ratesOf(result);
  const used = detail.manifest?.suites.find(({ id }) => id === result.suite);
  const title = suite?.title ?? result.suite;
  if (shown === undefined) return <p className={styles.quiet}>Nothing could be computed from the items of this suite.</p>;
  const ofMetric = result.findings.filter(({ id }) => id === shown);
  return (
    <section className={styles.suite} aria-label={title}>
      <ForestCard findings={result.findings} metrics={metrics} metric={shown} onMetric={onMetric} source={`${title} · ${detail.summary.modelFileName}`} complete={result.complete} />
      <div className={styles.tableCard}>
        <FindingsTable findings={ofMetric} label={`${metricWords(shown).title}: ${metricWords(shown).axis}.${result.complete ? "" : " Tests and verdicts come once every item is scored."}`} />
        <FindingNotes findings={ofMetric} />
      </div>
      <div className={styles.facts}>
        <div>
          <h4>How far the figures carry</h4>
          <dl className={styles.pairs}>
            <dt>items used{result.complete ? "" : " so far"}</dt>
            <dd>{format.count(result.complete ? (used?.trialsUsed ?? result.trials) : result.trials)}</dd>
            {(used?.leftOut ?? []).map(({ reason, count }) => (
              <Pair key={reason} term={`left out: ${reason}`} value={format.count(count)} />
            ))}
            {rates.map(({ key, label, value, note }) => (
              <Pair key={key} term={label} value={format.percent(value)} note={note} />
            ))}
            {detail.manifest ? <Pair term="noise floor of repeated scores" {...noiseWords(detail.manifest.noiseFloor)} /> : null}
            {(used?.lackingWords ?? []).length > 0 ? <Pair term="words that the vocabulary lacks" value={used?.lackingWords.map((word) => `“${word.trim()}”`).join(", ") ?? ""} /> : null}
          </dl>
        </div>
        {suite ? (
          <div>
            <h4>Limits of this suite</h4>
            <ul className={styles.limits}>
              {[...suite.limits, ...suite.warnings].map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </section>
  );
}

function Pair({ term, value, note = null }: { term: string; value: string; note?: string | null }): ReactElement {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
      {note ? <dd className={styles.note}>{note}</dd> : null}
    </>
  );
}
