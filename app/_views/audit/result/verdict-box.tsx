"use client";

import type { ReactElement } from "react";
import { format, IntervalLine, ochre, useTheme } from "@/lib/charts";
import type { SuiteResult, SuiteSummary } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import { metricWords } from "@/lib/domain/metric-words";
import { Icon } from "@/lib/ui";
import { VerdictCounts, VerdictStrip } from "../verdict";
import { groupName, intervalText, pWords, valueText, valueWithUnit, verdictReach } from "@/lib/findings/words";
import { headlineOf, saysNotOf, saysOf, unfinishedSays, type Headline } from "@/lib/findings/headline";
import styles from "./verdict-box.module.css";

export interface VerdictBoxProps {
  result: SuiteResult;
  suite: SuiteSummary | undefined;
  open: boolean;
  onOpen: () => void;
}

/** What one suite found, in a box: estimate, interval, adjusted p, clusters, verdict, and what it says and does not say. */
export function VerdictBox({ result, suite, open, onOpen }: VerdictBoxProps): ReactElement {
  const theme = useTheme();
  const headline = headlineOf(result, suite?.family.map(({ metric }) => metric));
  const { lead, kind } = headline;
  const reach = lead?.verdict && headline.leadIs === null ? verdictReach(lead.verdict, lead.unit) : "";
  return (
    <article className={styles.box} data-kind={kind ?? undefined} data-open={open || undefined} style={kind === "detected" ? { borderTopColor: ochre[theme] } : undefined}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          <button type="button" className={styles.link} onClick={onOpen} aria-current={open ? "true" : undefined}>
            {suite?.title ?? result.suite}
          </button>
        </h2>
        <p className={styles.verdict} data-kind={kind ?? undefined} style={kind === "detected" ? { color: ochre[theme] } : undefined}>
          {headline.title}
          {result.complete ? null : <span className={styles.tag}>estimated, still running</span>}
        </p>
        {reach === "" ? null : <p className={styles.reach}>{reach}</p>}
      </header>
      {lead === null ? <p className={styles.quiet}>No finding of the declared family could be computed from these items{result.complete ? "" : " yet"}.</p> : <Lead lead={lead} headline={headline} complete={result.complete} />}
      <dl className={styles.scope}>
        <dt>Says</dt>
        <dd>{result.complete ? saysOf(headline) : unfinishedSays}</dd>
        <dt>Says not</dt>
        <dd>{saysNotOf(headline)}</dd>
      </dl>
      {headline.failedControls.length > 0 ? (
        <p className={styles.warning}>
          <Icon name="warning" /> {headline.failedControls.length} of {headline.controls} controls show an effect too ({headline.failedControls.slice(0, 3).map(({ group }) => groupName(group)).join(", ")}): part of this finding may come from wording.
        </p>
      ) : null}
    </article>
  );
}

function Lead({ lead, headline: { leadIs, counts }, complete }: { lead: Finding; headline: Headline; complete: boolean }): ReactElement {
  const total = counts.detected + counts.notDetected + counts.inconclusive;
  const { unit } = lead;
  return (
    <div className={styles.lead}>
      <p className={styles.metric}>
        {metricWords(lead.id).title}
        <span className={styles.quiet}>
          {leadIs === null ? "" : ` · ${leadIs}`} · {metricWords(lead.id).axis}
        </span>
      </p>
      <p className={styles.numbers}>
        <span className={styles.estimate}>{valueWithUnit(unit, lead.estimate)}</span>
        <span>{intervalText(unit, lead.ci)}</span>
        {complete ? <span>{pWords(lead.pAdjusted, "adjusted p")}</span> : null}
        <span>
          {format.count(lead.clusters)} {lead.clusters === 1 ? "template" : "templates"}
        </span>
      </p>
      <IntervalLine
        row={{ estimate: lead.estimate, interval: lead.ci, spread: null, known: null, tone: lead.verdict?.kind ?? "plain" }}
        nullValue={lead.nullValue}
        label={`Interval ${intervalText(unit, lead.ci)} with the estimate ${valueWithUnit(unit, lead.estimate)}; no effect is ${valueText(unit, lead.nullValue)}`}
        format={(value) => valueText(unit, value)}
      />
      {total > 1 ? (
        <div className={styles.tally}>
          <p className={styles.quiet}>All {total} findings of the declared family</p>
          <VerdictStrip counts={counts} />
          <VerdictCounts counts={counts} />
        </div>
      ) : null}
    </div>
  );
}
