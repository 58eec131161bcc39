import type { ReactElement } from "react";
import { count, decimal } from "@/lib/charts/format";
import type { Report, ReportSuite } from "@/lib/domain/report";
import { bySize, itemLines, type ItemLine } from "../item-lines";
import { clipped, plural, Section } from "../parts";
import { profileNames } from "./title";

/** Rows that stand in the page itself; the file's script shows the others. */
export const FIRST_ROWS = 20;

/** Section 9: the items, as far as they may leave. */
export function Items({ report }: { report: Report }): ReactElement {
  const withTexts = report.audits.some(({ suites }) => suites.some(({ texts }) => texts !== null && texts.length > 0));
  return (
    <Section number={9} title="Items" lead="Each scored item with its own effect, the largest first. All of them are in this file, and the figures above are computed from them.">
      {withTexts ? (
        <p className="banner" role="note">
          Content warning: items of bias suites state stereotypes and insults on purpose.
        </p>
      ) : null}
      {report.audits.map((audit, i) =>
        audit.suites.map((suite, j) => (
          <div key={`${i}-${j}`} className="suite-results">
            <h3>
              {suite.title}
              {report.audits.length > 1 ? <span className="quiet"> · {audit.title}</span> : null}
            </h3>
            <SuiteItems suite={suite} noiseFloor={audit.manifest.noiseFloor.value} place={`${i}.${j}`} />
          </div>
        )),
      )}
    </Section>
  );
}

function SuiteItems({ suite, noiseFloor, place }: { suite: ReportSuite; noiseFloor: number; place: string }): ReactElement {
  if (suite.tables === null) {
    return (
      <p className="quiet">
        Not in this report, which holds {profileNames[suite.profile]}
        {suite.profileReason === null ? "" : ` (${suite.profileReason})`}. Its figures cannot be computed again from this file.
      </p>
    );
  }
  return (
    <>
      {suite.tables.map((table, k) => {
        const { effectName, scoreNames, lines } = itemLines(suite, table, noiseFloor);
        const shown = bySize(lines.filter(({ control }) => control === null)).slice(0, FIRST_ROWS);
        const farthest = Math.max(...lines.map(({ effect }) => Math.abs(effect ?? 0)));
        const texts = lines.some((line) => line.texts.length > 0);
        return (
          <div key={k} className="items" data-items={`${place}.${k}`} data-farthest={farthest}>
            <div className="scroll" tabIndex={0} role="group" aria-label={`Items of ${suite.title}`}>
              <table className="numbers">
                <caption>
                  <span className="items-told">
                    {shown.length < table.count ? `${count(shown.length)} of ${plural(table.count, "item")}, the largest effects` : plural(table.count, "item")}
                  </span>
                </caption>
                <thead>
                  <tr>
                    <th scope="col">item</th>
                    <th scope="col">phrasing</th>
                    <th scope="col">category</th>
                    <th scope="col" title={effectName}>
                      effect
                    </th>
                    {scoreNames.map((name) => (
                      <th key={name} scope="col">
                        {name.replaceAll("_", " ")}
                      </th>
                    ))}
                    {texts ? <th scope="col">texts</th> : null}
                  </tr>
                </thead>
                <tbody>
                  {shown.map((line) => (
                    <ItemRow key={`${line.item}/${line.phrasing}`} line={line} scoreNames={scoreNames} farthest={farthest} texts={texts} />
                  ))}
                </tbody>
              </table>
            </div>
            <p className="quiet effect-words">effect: {effectName}</p>
          </div>
        );
      })}
    </>
  );
}

function ItemRow({ line, scoreNames, farthest, texts }: { line: ItemLine; scoreNames: readonly string[]; farthest: number; texts: boolean }): ReactElement {
  const share = farthest > 0 && line.effect !== null ? line.effect / farthest : 0;
  return (
    <tr data-quiet={line.control === null ? undefined : ""}>
      <th scope="row" className="mono">
        {clipped(line.item, 120)}
      </th>
      <td className="mono words">{clipped(line.phrasing, 120)}</td>
      <td className="words">{clipped(line.control ?? line.category, 120)}</td>
      <td className="effect">
        <svg width={56} height={10} aria-hidden="true">
          <line x1={28} x2={28} y1={0} y2={10} />
          <rect x={share < 0 ? 28 + 28 * share : 28} width={Math.abs(28 * share)} y={2} height={6} />
        </svg>
        <span className="effect-number">{decimal(line.effect)}</span>
      </td>
      {scoreNames.map((name) => (
        <td key={name}>{decimal(line.scores[name], 3)}</td>
      ))}
      {texts ? (
        <td className="texts">
          {line.texts.map(({ variant, text }) => (
            <p key={variant}>
              <span className="quiet">{variant}</span> {clipped(text, 400)}
            </p>
          ))}
        </td>
      ) : null}
    </tr>
  );
}
