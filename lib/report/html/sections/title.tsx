import type { ReactElement } from "react";
import type { RedactionProfile, Report, SignedReport } from "@/lib/domain/report";
import { headlineOf } from "@/lib/findings/headline";
import { dateText, plural, Prose } from "../parts";

export const profileNames: Record<RedactionProfile, string> = { aggregates: "findings only", scores: "findings, ids and scores of items", full: "findings, scores and texts of items" };

/** How many suites came out how, for the first sentence. */
function inShort(report: Report): string {
  const suites = report.audits.flatMap((audit) => audit.suites);
  const of = (kind: string | null) => suites.filter((suite) => headlineOf(suite, suite.plan.metrics).kind === kind).length;
  const parts = [
    [of("detected"), "found an effect"],
    [of("not-detected"), "found none, in data that would have shown one of the stated size"],
    [of("inconclusive"), "could not tell"],
    [of(null), "carried no verdict"],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, words]) => (suites.length === 1 ? words : `${n} ${words}`));
  const models = [...new Set(report.audits.map((audit) => audit.manifest.model.fileName))];
  const files = models.join(" and ");
  return suites.length === 1 ? `One suite of items was put to ${files}, and ${told.join("")}.` : `${plural(suites.length, "suite")} of items were put to ${files}: ${told.join("; ")}.`;
}

/** Section 1: what this is, of what, when, and how much of it is here. */
export function TitleBlock({ report, sha256 }: { report: Report; sha256: SignedReport["sha256"] }): ReactElement {
  const banners = report.audits.flatMap((audit) => audit.manifest.interventions);
  return (
    <header id="s1" className="title-block">
      <p className="kicker">
        <span>Audit report</span>
        <span>
          version {report.number} · {report.complete ? "complete" : "partial"}
        </span>
      </p>
      <h1>{report.title}</h1>
      <p className="abstract">{inShort(report)}</p>
      <dl className="meta">
        <div>
          <dt>Made</dt>
          <dd>
            <time dateTime={report.createdAt}>{dateText(report.createdAt)}</time>
          </dd>
        </div>
        <div>
          <dt>Holds</dt>
          <dd>{profileNames[report.profile]}</dd>
        </div>
        <div>
          <dt>Report</dt>
          <dd className="mono">{report.id}</dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd className="mono" title={sha256}>
            {sha256.slice(0, 16)}…
          </dd>
        </div>
      </dl>
      {report.complete ? null : (
        <p className="banner" role="note">
          Partial: at least one audit was not finished when this report was made. Its figures would move with more items.
        </p>
      )}
      {report.supersedes === null ? null : <p className="quiet">It takes the place of the version with SHA-256 <span className="mono">{report.supersedes}</span>.</p>}
      {banners.length === 0 ? null : (
        <p className="banner" data-tone="danger" role="note">
          The model was changed while it was audited: {[...new Set(banners)].join(", ")}. The findings are about the changed model.
        </p>
      )}
      {report.notes === "" ? null : (
        <div className="author-notes">
          <h2 className="small-heading">Notes of the author</h2>
          <Prose text={report.notes} />
        </div>
      )}
    </header>
  );
}
