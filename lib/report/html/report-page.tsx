import type { ReactElement } from "react";
import type { SignedReport } from "@/lib/domain/report";
import { HATCH } from "./forest-table";
import { HatchDefinition } from "./marks";
import { BaselineSection } from "./sections/baseline";
import { Crosswalk, Footer, Glossary, Inside, Limitations, Reproduce } from "./sections/closing";
import { Data } from "./sections/data";
import { Items } from "./sections/items";
import { Method } from "./sections/method";
import { AuditedObject } from "./sections/object";
import { Purpose } from "./sections/purpose";
import { Results } from "./sections/results";
import { TitleBlock } from "./sections/title";
import { Verdicts } from "./sections/verdicts";

const contents = [
  ["s2", "What was found"], ["s3", "What was audited"], ["s4", "What it is for"], ["s5", "Data"], ["s6", "Method"], ["s7", "Results"], ["s8", "Against a baseline"], ["s9", "Items"],
  ["s10", "Inside the model"], ["s11", "Limitations"], ["s12", "How to reproduce it"], ["s13", "Crosswalk"], ["glossary", "Terms"],
] as const;

/** The whole report as it is read, pure in the snapshot: the download and the public page are one rendering. */
export function ReportPage({ signed }: { signed: SignedReport }): ReactElement {
  const { report } = signed;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the report
      </a>
      <HatchDefinition id={HATCH} />
      <div className="sheet">
        <nav className="contents" aria-label="Contents">
          <p className="brand">Vitrine</p>
          <ol>
            {contents.map(([id, title]) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ol>
        </nav>
        <main id="main" aria-label="Report" tabIndex={-1}>
          <TitleBlock report={report} sha256={signed.sha256} />
          <CheckPanel />
          <Verdicts report={report} />
          <AuditedObject report={report} />
          <Purpose report={report} />
          <Data report={report} />
          <Method report={report} />
          <Results report={report} />
          <BaselineSection report={report} />
          <Items report={report} />
          <Inside report={report} />
          <Limitations report={report} />
          <Reproduce report={report} />
          <Crosswalk report={report} />
          <Glossary />
          <Footer signed={signed} />
        </main>
      </div>
    </>
  );
}

/** Filled by the file's script; without scripts it says how to check on the command line. */
function CheckPanel(): ReactElement {
  return (
    <section id="check" className="check" aria-labelledby="check-title">
      <div className="check-words">
        <h2 id="check-title" className="small-heading">
          Check this report
        </h2>
        <p id="check-told">
          Every estimate and interval can be computed again from the items in this file. <span className="without-scripts">That needs scripts, which are switched off here; on the command line: npx vitrine report verify FILE.</span>
        </p>
      </div>
      <button id="check-button" type="button" hidden>
        Re-compute every figure
      </button>
      <progress id="check-progress" max={1} value={0} hidden aria-label="Figures computed again" />
      <div id="check-result" role="status" />
    </section>
  );
}
