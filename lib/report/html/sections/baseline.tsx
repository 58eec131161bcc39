import type { ReactElement } from "react";
import { count, decimal } from "@/lib/charts/format";
import { metricWords } from "@/lib/domain/metric-words";
import type { Report } from "@/lib/domain/report";
import { groupName, pWords } from "@/lib/findings/words";
import { ForestTable } from "../forest-table";
import { clipped, Fold, plural, Section } from "../parts";

type Baseline = NonNullable<Report["baseline"]>;

/** Flipped items that are printed. */
const MOST_FLIPS = 40;

/** Section 8: the same items on another file, item by item; what got worse first. */
export function BaselineSection({ report }: { report: Report }): ReactElement {
  const { baseline } = report;
  return (
    <Section number={8} title="Against a baseline">
      {baseline === null ? (
        <p className="quiet">No baseline was chosen for this report.</p>
      ) : (
        <>
          <p>
            Baseline: {baseline.title}, <span className="mono">{baseline.manifest.model.fileName}</span> ({baseline.manifest.model.quantisation}, SHA-256 <span className="mono">{baseline.manifest.model.sha256.slice(0, 16)}…</span>). Differences are this audit’s minus the baseline’s, over the items that both scored.
          </p>
          {baseline.suites.map((suite) => (
            <SuiteAgainst key={suite.suite} suite={suite} title={report.audits[0]?.suites.find((one) => one.suite === suite.suite)?.title ?? suite.suite} />
          ))}
        </>
      )}
    </Section>
  );
}

function SuiteAgainst({ suite, title }: { suite: Baseline["suites"][number]; title: string }): ReactElement {
  const paired = suite.metrics.filter(({ id }) => id === "paired.effect");
  const others = suite.metrics.filter(({ id }) => id !== "paired.effect");
  const { flips, flipped } = suite;
  return (
    <div className="suite-results">
      <h3>{title}</h3>
      <p>
        {plural(suite.paired, "item")} in both. {count(flips.bOnly)} became stereotyped (or selected) and {count(flips.aOnly)} ceased to be; exact McNemar test: {pWords(flips.p)}.
      </p>
      {suite.notes?.map((note) => (
        <p key={note} className="remark">
          {note} (a: the baseline, b: this audit.)
        </p>
      ))}
      {paired.length === 0 ? null : (
        <ForestTable
          label="Paired difference of the items’ own effects, by group"
          axisTitle="difference of effects; + more stereotyped here"
          format={(value) => decimal(value)}
          parts={[
            {
              title: null,
              rows: paired.map((one) => ({
                key: one.group, label: groupName(one.group), estimate: one.difference, interval: one.ci, spread: null, nullValue: 0, known: null,
                tone: one.group.startsWith("control:") ? ("control" as const) : ("plain" as const),
                valueText: `${decimal(one.difference)} ${one.ci === null ? "" : `[${decimal(one.ci[0])}, ${decimal(one.ci[1])}]`}`,
                title: `${groupName(one.group)}: ${decimal(one.a)} in the baseline, ${decimal(one.b)} here`,
              })),
            },
          ]}
        />
      )}
      <Fold summary={`Table: ${plural(others.length, "figure")} side by side`}>
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">metric</th>
              <th scope="col">group</th>
              <th scope="col">baseline</th>
              <th scope="col">here</th>
              <th scope="col">difference</th>
            </tr>
          </thead>
          <tbody>
            {others.map((one) => (
              <tr key={`${one.id}/${one.group}`}>
                <th scope="row">{metricWords(one.id).title}</th>
                <td className="words">{groupName(one.group)}</td>
                <td>{decimal(one.a)}</td>
                <td>{decimal(one.b)}</td>
                <td>{decimal(one.difference)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Fold>
      {flipped.length === 0 ? null : (
        <Fold summary={`Items that flipped: ${count(flipped.length)}, what got worse first`}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">item</th>
                <th scope="col">phrasing</th>
                <th scope="col">category</th>
                <th scope="col" className="number-cell">baseline</th>
                <th scope="col" className="number-cell">here</th>
                <th scope="col">text</th>
              </tr>
            </thead>
            <tbody>
              {flipped.slice(0, MOST_FLIPS).map((flip) => (
                <tr key={`${flip.item}/${flip.phrasing}`}>
                  <th scope="row" className="mono">{flip.item}</th>
                  <td className="mono">{flip.phrasing}</td>
                  <td>{flip.category}</td>
                  <td className="number-cell">{decimal(flip.a)}</td>
                  <td className="number-cell">{decimal(flip.b)}</td>
                  <td>{flip.text === "" ? "–" : clipped(flip.text, 300)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Fold>
      )}
    </div>
  );
}
