import type { ReactElement } from "react";
import { percent } from "@/lib/charts/format";
import { metricWords } from "@/lib/domain/metric-words";
import type { Report, ReportSuite } from "@/lib/domain/report";
import { forestOf, metricsOf, ratesOf, type Forest } from "@/lib/findings/forest";
import { groupBlock, groupKind, valueText } from "@/lib/findings/words";
import { FindingsDetail, type PlacedFinding } from "../findings-detail";
import { ForestTable, type ForestPart } from "../forest-table";
import { heatMapsOf } from "../heat";
import { HeatTable } from "../heat-table";
import { Facts, Fold, plural, Section, Term, type Fact } from "../parts";

/** Section 7: every group of every metric, drawn and in numbers. */
export function Results({ report }: { report: Report }): ReactElement {
  return (
    <Section
      number={7}
      title="Results"
      lead={
        <>
          One row a group: its <Term id="interval">interval</Term> as a bar with the <Term id="estimate">estimate</Term> marked, against the line of <Term id="no-effect">no effect</Term>. Groups are compared with that line and not with one another: two bars that do not overlap are no test of a difference.
        </>
      }
    >
      {report.audits.map((audit, i) =>
        audit.suites.map((suite, j) => (
          <div key={`${i}-${j}`} id={`r${i}-${j}`} className="suite-results">
            <h3>
              {suite.title}
              {report.audits.length > 1 ? <span className="quiet"> · {audit.title}</span> : null}
              {suite.complete ? null : <span className="tag">estimated from the items scored so far</span>}
            </h3>
            <SuiteResults suite={suite} place={`${i}.${j}`} />
          </div>
        )),
      )}
    </Section>
  );
}

function SuiteResults({ suite, place }: { suite: ReportSuite; place: string }): ReactElement {
  const placed: PlacedFinding[] = suite.findings.map((finding, k) => ({ place: `${place}.${k}`, finding }));
  const rates = ratesOf(suite);
  const metrics = metricsOf(suite, suite.plan.metrics);
  if (metrics.length === 0) return <p className="quiet">Nothing could be computed from the items of this suite.</p>;
  return (
    <>
      {metrics.map((metric) => {
        const members = placed.filter(({ finding }) => finding.id === metric);
        const declared = suite.plan.metrics.includes(metric);
        // What carries no test is for who wants to look closer.
        const quiet = !declared && members.every(({ finding }) => finding.role === "descriptive");
        return quiet ? (
          <Fold key={metric} summary={`${metricWords(metric).title}: ${plural(members.length, "figure")} without a test`}>
            <MetricResults metric={metric} placed={members} declared={declared} />
          </Fold>
        ) : (
          <MetricResults key={metric} metric={metric} placed={members} declared={declared} />
        );
      })}
      {rates.length === 0 ? null : (
        <>
          <h4>How far the figures carry</h4>
          <Facts
            rows={rates.map(({ label, value, note }): Fact => [
              label,
              <>
                {percent(value)}
                {note === null ? null : <span className="quiet"> {note}</span>}
              </>,
            ])}
          />
        </>
      )}
    </>
  );
}

function MetricResults({ metric, placed, declared }: { metric: string; placed: readonly PlacedFinding[]; declared: boolean }): ReactElement {
  const findings = placed.map(({ finding }) => finding);
  const words = metricWords(metric);
  const forest = forestOf(findings, metric);
  const maps = heatMapsOf(findings);
  const unit = findings[0]?.unit ?? "score";
  const drawn = forest.rows.length + forest.controls.length > 0;
  return (
    <div className="metric-results">
      <h4>
        {words.title}
        <span className="tag">{declared ? "declared" : findings.some(({ family }) => family !== null) ? "exploratory" : "descriptive"}</span>
      </h4>
      {drawn ? <ForestTable label={`${words.title}, by group`} axisTitle={words.axis} parts={partsOf(forest, findings)} format={(value) => valueText(unit, value)} /> : null}
      {forest.hasKnown && forest.withinTolerance.of > 0 ? (
        <p className="remark">
          {forest.withinTolerance.within} of {forest.withinTolerance.of} subjects were measured within the tolerance of what was planted (◇).
        </p>
      ) : null}
      <Spread findings={findings} metric={metric} />
      {maps.map((map) => (
        <HeatTable key={`${map.rowKind}/${map.columnKind}`} map={map} unit={unit} label={words.title} />
      ))}
      <Fold summary={`Table: ${plural(findings.length, "group")}, every figure`}>
        <FindingsDetail placed={placed} label={words.title} />
      </Fold>
    </div>
  );
}

/** Rows under the heading of their kind ("subject", "category"), the whole first and the controls last. */
function partsOf(forest: Forest, findings: readonly PlacedFinding["finding"][]): ForestPart[] {
  const blockOf = new Map(findings.map(({ id, group }) => [`${id}/${group}`, groupKind(group) === "whole" ? "" : groupBlock(group) || groupKind(group)]));
  const blocks = [...new Set(forest.rows.map((row) => blockOf.get(row.key) ?? ""))];
  const several = blocks.filter((block) => block !== "").length > 1;
  return [
    ...blocks.map((block) => ({
      title: block === "" || !several ? null : block,
      rows: forest.rows
        .filter((row) => (blockOf.get(row.key) ?? "") === block)
        // The heading says which block it is.
        .map((row) => ({ ...row, label: several && block !== "" ? row.label.replace(` · ${block}`, "") : row.label })),
    })),
    ...(forest.controls.length > 0 ? [{ title: "controls: should show nothing", rows: forest.controls }] : []),
  ];
}

/** How much the estimates move with the phrasing, by the group that moves most. */
function Spread({ findings, metric }: { findings: readonly PlacedFinding["finding"][]; metric: string }): ReactElement | null {
  const rows = forestOf(findings, metric);
  const banded = [...rows.rows, ...rows.controls].flatMap((row) => (row.spread === null ? [] : [{ label: row.label, from: row.spread[0], to: row.spread[1] }]));
  const widest = [...banded].sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  const unit = findings[0]?.unit ?? "score";
  if (widest === undefined) return null;
  const middle = [...banded].map(({ from, to }) => to - from).sort((a, b) => a - b)[Math.floor(banded.length / 2)] ?? 0;
  return (
    <p className="remark">
      Between <Term id="phrasing">phrasings</Term> an estimate moves by {valueText(unit, middle)} in the middle case (light bands), and most for {widest.label}: from {valueText(unit, widest.from)} to {valueText(unit, widest.to)}.
    </p>
  );
}
