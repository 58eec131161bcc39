import type { ReactElement } from "react";
import type { Report } from "@/lib/domain/report";
import { Facts, Prose, Section } from "../parts";

/** Section 4: what it is for, and what each suite is meant to stand for. */
export function Purpose({ report }: { report: Report }): ReactElement {
  const suites = report.audits.flatMap((audit) => audit.suites).filter((suite, i, all) => all.findIndex((other) => other.suite === suite.suite && other.sha256 === suite.sha256) === i);
  return (
    <Section number={4} title="What it is for">
      <h3>Intended use</h3>
      {report.intendedUse === "" ? <p className="quiet">The author of this report has not said what it is meant to be used for.</p> : <Prose text={report.intendedUse} />}
      {suites.map(({ suite, title, card }) => (
        <div key={suite} className="suite-card">
          <h3>{title}</h3>
          <Facts
            rows={[
              ["measures", card.measures],
              ["stands for", card.construct],
              ["kind of harm", card.harm],
              ["about", card.population],
            ]}
          />
        </div>
      ))}
    </Section>
  );
}
