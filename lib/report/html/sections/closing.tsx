import type { ReactElement } from "react";
import type { Report, SignedReport } from "@/lib/domain/report";
import { glossary } from "../glossary";
import { dateText, Section } from "../parts";

/** Addresses other than of the web are shown as text: a data file or an imported report may hold anything. */
function Source({ text, url, date }: { text: string; url: string | null; date: string }): ReactElement {
  const safe = url !== null && /^https?:\/\//.test(url) ? url : null;
  return (
    <span className="source">
      {safe === null ? text : <a href={safe} rel="noreferrer noopener nofollow">{text}</a>}
      {date === "" ? "" : `, as of ${date}`}
    </span>
  );
}

/** Section 10: what the audits looked at inside the model. */
export function Inside({ report }: { report: Report }): ReactElement {
  const changed = [...new Set(report.audits.flatMap(({ manifest }) => manifest.interventions))];
  return (
    <Section number={10} title="Inside the model">
      {changed.length === 0 ? (
        <p className="quiet">Not measured: these audits scored texts and recorded nothing of routing or attention, and no part of the model was switched off.</p>
      ) : (
        <p>Parts of the model were changed while it was audited: {changed.join(", ")}. Routing and attention were not recorded.</p>
      )}
    </Section>
  );
}

/** Section 11: what nobody should conclude, and what would change the conclusion. */
export function Limitations({ report }: { report: Report }): ReactElement {
  const titles = new Map(report.audits.flatMap(({ suites }) => suites.map(({ suite, title }) => [suite, title])));
  const cards = report.audits.flatMap(({ suites }) => suites).filter((suite, i, all) => all.findIndex((other) => other.suite === suite.suite) === i);
  return (
    <Section number={11} title="Limitations" lead="Read these before quoting a verdict. More templates, other phrasings, a failed control or another file of the model would change the conclusions above.">
      {cards.map(({ suite, title, card }) =>
        card.limits.length === 0 ? null : (
          <div key={suite}>
            <h3>{title}</h3>
            <ul className="list">
              {card.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </div>
        ),
      )}
      {report.limitations.length === 0 ? null : (
        <>
          <h3>Of this kind of audit</h3>
          <ul className="list">
            {report.limitations.map(({ id, text, source, url, date, suites }) => (
              <li key={id}>
                {text} <Source text={source} url={url} date={date} />
                {suites.length > 0 && suites.length < titles.size ? <span className="quiet"> ({suites.map((suite) => titles.get(suite) ?? suite).join(", ")})</span> : null}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** Section 12: the command, and the hash that the manifest of another run must have. */
export function Reproduce({ report }: { report: Report }): ReactElement {
  return (
    <Section number={12} title="How to reproduce it" lead="Equal files, suites, settings and software give equal figures. Another processor may move last digits.">
      <pre className="command" tabIndex={0} aria-label="Command">
        {report.reproduce.command}
      </pre>
      <p>
        SHA-256 of the manifest: <span className="mono hash">{report.reproduce.manifestSha256}</span>
      </p>
      <p>
        To re-compute this report’s figures without the model: <code>npx vitrine report verify FILE</code>. To score a sample of its items again: <code>npx vitrine report verify FILE --rerun --model MODEL.gguf</code>.
      </p>
    </Section>
  );
}

/** What the crosswalk calls the sections, and where they are. */
const places: ReadonlyMap<string, number> = new Map([
  ["verdicts", 2], ["audited object", 3], ["intended use", 4], ["data", 5], ["method", 6], ["results", 7], ["results by group", 7], ["results by group (impact ratio)", 7], ["limitations", 11], ["reproduce", 12],
]);

function Place({ name }: { name: string }): ReactElement {
  const section = places.get(name.toLowerCase());
  return section === undefined ? <>{name}</> : <a href={`#s${section}`}>{name}</a>;
}

/** Section 13: where a regulation or a framework asks for something that stands in this report. Not a certificate. */
export function Crosswalk({ report }: { report: Report }): ReactElement {
  return (
    <Section number={13} title="Crosswalk" lead={<strong>This is not a compliance certificate.</strong>}>
      <p>The table says which part of this report may serve as evidence for what a text asks. Whether it is enough is for those to judge who are bound by it.</p>
      {report.crosswalk.length === 0 ? null : (
        <div className="scroll" tabIndex={0} role="group" aria-label="Crosswalk">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">text</th>
                <th scope="col">asks for</th>
                <th scope="col">here</th>
                <th scope="col">source</th>
              </tr>
            </thead>
            <tbody>
              {report.crosswalk.map(({ framework, clause, asks, section, source, url, date }, i) => (
                <tr key={i}>
                  <th scope="row">
                    {framework}
                    <br />
                    <span className="quiet">{clause}</span>
                  </th>
                  <td>{asks}</td>
                  <td>
                    {section.split(", ").map((name, j) => (
                      <span key={j}>
                        {j > 0 ? ", " : ""}
                        <Place name={name} />
                      </span>
                    ))}
                  </td>
                  <td>
                    <Source text={source} url={url} date={date} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

export function Glossary(): ReactElement {
  return (
    <section id="glossary" className="section" aria-labelledby="glossary-title">
      <h2 id="glossary-title">Terms</h2>
      <dl className="glossary">
        {glossary.map(({ id, name, text }) => (
          <div key={id} id={`term-${id}`}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Section 14: what this file is known by. */
export function Footer({ signed: { report, sha256, signature } }: { signed: SignedReport }): ReactElement {
  return (
    <footer id="s14" className="footer">
      <dl className="facts mono">
        <div>
          <dt>Report</dt>
          <dd>
            {report.id}, version {report.number}
          </dd>
        </div>
        <div>
          <dt>SHA-256 of its canonical JSON</dt>
          <dd>{sha256}</dd>
        </div>
        <div>
          <dt>Signature</dt>
          <dd>{signature === null ? "none" : `${signature.algorithm}, public key ${signature.publicKey}`}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>
            {dateText(report.createdAt)} with {report.software}
          </dd>
        </div>
      </dl>
    </footer>
  );
}
