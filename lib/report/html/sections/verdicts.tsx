import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import type { ReportSuite, SignedReport } from "@/lib/domain/report";
import { forestDomain } from "@/lib/charts/forest-plot-layout";
import { metricWords } from "@/lib/domain/metric-words";
import { headlineOf, saysNotOf, saysOf, unfinishedSays, type Headline } from "@/lib/findings/headline";
import { groupName, intervalText, pWords, valueText, valueWithUnit, verdictReach } from "@/lib/findings/words";
import { HATCH } from "../forest-table";
import { IntervalMarks } from "../marks";
import { plural, Section, Term } from "../parts";

/** Section 2: what each suite found, in plain language, before any chart. */
export function Verdicts({ report }: { report: SignedReport["report"] }): ReactElement {
  return (
    <Section
      number={2}
      title="What was found"
      lead={
        <>
          One box a suite. A <Term id="verdict">verdict</Term> is about the declared questions of that suite and nothing wider; there is no score over all of them, and none would mean “unbiased”.
        </>
      }
    >
      {report.audits.map((audit, i) => (
        <div key={i} className="boxes" data-count={audit.suites.length}>
          {report.audits.length > 1 ? <h3 className="audit-name">{audit.title}</h3> : null}
          {audit.suites.map((suite, j) => (
            <VerdictBox key={j} suite={suite} address={`#r${i}-${j}`} />
          ))}
        </div>
      ))}
    </Section>
  );
}

function VerdictBox({ suite, address }: { suite: ReportSuite; address: string }): ReactElement {
  const headline = headlineOf(suite, suite.plan.metrics);
  const { lead, kind, failedControls, controls } = headline;
  const reach = lead?.verdict && headline.leadIs === null ? verdictReach(lead.verdict, lead.unit) : "";
  return (
    <article className="box" data-kind={kind ?? "none"}>
      <h3>
        <a href={address}>{suite.title}</a>
      </h3>
      <p className="verdict" data-kind={kind ?? "none"}>
        {headline.title}
        {suite.complete ? null : <span className="tag">partial: not all items were scored</span>}
      </p>
      {reach === "" ? null : <p className="reach">{reach}</p>}
      {lead === null ? <p className="quiet">No finding of the declared family could be computed from these items.</p> : <Lead headline={headline} />}
      <dl className="says">
        <dt>Says</dt>
        <dd>{suite.complete ? saysOf(headline) : unfinishedSays}</dd>
        <dt>Says not</dt>
        <dd>{saysNotOf(headline)}</dd>
        <dt>Controls</dt>
        <dd>{controlsText(failedControls.length, controls)}</dd>
      </dl>
      {failedControls.length > 0 ? (
        <p className="warning" role="note">
          {plural(failedControls.length, "control")} of {controls} {failedControls.length === 1 ? "shows" : "show"} an effect too ({failedControls.slice(0, 3).map(({ group }) => groupName(group)).join(", ")}): part of this finding may come from wording.
        </p>
      ) : null}
    </article>
  );
}

/** Under the line of no effect, on the side where there is room. `x`: percent. */
function NullLabel({ x, text }: { x: number; text: string }): ReactElement {
  return (
    <svg className="null-label" width="100%" height={14} aria-hidden="true">
      <text x={`${x.toFixed(3)}%`} y={11} textAnchor={x > 80 ? "end" : x < 20 ? "start" : "middle"}>
        {text}
      </text>
    </svg>
  );
}

function controlsText(failed: number, all: number): string {
  if (all === 0) return "this suite has none: nothing tells an effect of the wording apart.";
  if (failed === 0) return all === 1 ? "the control shows nothing, as it should." : `none of the ${all} shows an effect, as it should be.`;
  return `${failed} of ${all} ${failed === 1 ? "shows" : "show"} an effect.`;
}

function Lead({ headline: { lead, leadIs, counts } }: { headline: Headline }): ReactElement | null {
  if (lead === null) return null;
  const { unit } = lead;
  const mark = { estimate: lead.estimate, interval: lead.ci, spread: null, known: null, nullValue: lead.nullValue, tone: lead.verdict?.kind ?? ("plain" as const) };
  const x = scaleLinear().domain(forestDomain([mark])).range([2, 98]);
  const total = counts.detected + counts.notDetected + counts.inconclusive;
  return (
    <div className="lead-finding">
      <p className="metric">
        {metricWords(lead.id).title}
        <span className="quiet">
          {leadIs === null ? "" : ` · ${leadIs}`} · {metricWords(lead.id).axis}
        </span>
      </p>
      <p className="figures">
        <strong>{valueWithUnit(unit, lead.estimate)}</strong>
        <span>{intervalText(unit, lead.ci)}</span>
        {lead.pAdjusted === null ? null : <span>{pWords(lead.pAdjusted, "adjusted p")}</span>}
        <span>{plural(lead.clusters, "template")}</span>
      </p>
      <IntervalMarks row={mark} x={x} height={26} hatch={HATCH} />
      {lead.nullValue === null ? null : <NullLabel x={x(lead.nullValue)} text={`no effect: ${valueText(unit, lead.nullValue)}`} />}
      {total > 1 ? (
        <ul className="tally" aria-label={`Verdicts of ${total} findings`}>
          <li data-kind="detected">{counts.detected} detected</li>
          <li data-kind="not-detected">{counts.notDetected} not detected</li>
          <li data-kind="inconclusive">{counts.inconclusive} inconclusive</li>
        </ul>
      ) : null}
    </div>
  );
}
