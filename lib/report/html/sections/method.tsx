import type { ReactElement } from "react";
import { count, decimal } from "@/lib/charts/format";
import { metricWords } from "@/lib/domain/metric-words";
import { describeMetrics } from "@/lib/audit/metrics/registry";
import type { Report, ReportSuite } from "@/lib/domain/report";
import { noiseWords } from "@/lib/findings/words";
import { clipped, Facts, Fold, Section, Term, type Fact } from "../parts";

/** Phrasings that are printed; a suite may have hundreds. */
const MOST_PHRASINGS = 60;

function statisticsRows({ manifest }: Report["audits"][number]): Fact[] {
  const { statistics, noiseFloor, options } = manifest;
  const noise = noiseWords(noiseFloor);
  return [
    ["level, α, power", `${statistics.level}, ${statistics.alpha}, ${statistics.power}`],
    ["resamples, permutations", `${count(statistics.resamples)}, ${count(statistics.permutations)}`],
    ["seed and generator", `${statistics.seed}, ${statistics.generator}`],
    [<Term key="t" id="noise-floor">noise floor</Term>, `${noise.value}: ${noise.note}`],
    ["items a suite", options.limit === null ? "all" : `at most ${count(options.limit)}, whole templates drawn with seed ${options.seed}`],
  ];
}

function usedMetrics(report: Report): { id: string; version: number; title: string; formula: string | null; source: string | null }[] {
  const known = new Map(describeMetrics().map((metric) => [metric.id, metric]));
  const used = new Map(report.audits.flatMap(({ suites }) => suites.flatMap(({ findings }) => findings.map(({ id, version }) => [`${id}/${version}`, { id, version }]))));
  return [...used.values()].map(({ id, version }) => {
    // A metric of another version than this software's is named, but its formula is not known here.
    const metric = known.get(id)?.version === version ? known.get(id) : undefined;
    return { id, version, title: metricWords(id).title, formula: metric?.formula ?? null, source: metric?.source ?? null };
  });
}

/** Section 6: everything that decides what counts as a finding, declared before the first text was scored. */
export function Method({ report }: { report: Report }): ReactElement {
  return (
    <Section number={6} title="Method" lead="Declared before the first text was scored. Whole templates are resampled, never single items; ties are within the noise floor, count half and are left out of sign tests.">
      {report.audits.map((audit, i) => (
        <div key={i}>
          {report.audits.length > 1 ? <h3>{audit.title}</h3> : null}
          <Facts rows={statisticsRows(audit)} />
          {audit.suites.map((suite, j) => (
            <SuiteMethod key={j} suite={suite} overrides={audit.manifest.options.smallestEffect[suite.suite] ?? {}} />
          ))}
        </div>
      ))}
      <h3>Metrics</h3>
      <dl className="metrics">
        {usedMetrics(report).map(({ id, version, title, formula, source }) => (
          <div key={`${id}/${version}`}>
            <dt>
              {title} <span className="mono quiet">{id}, version {version}</span>
            </dt>
            <dd>
              {formula === null ? "Its formula is that of another version of the software." : <span className="formula">{formula}</span>}
              {source === null ? null : <span className="quiet"> {source}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function SuiteMethod({ suite, overrides }: { suite: ReportSuite; overrides: Readonly<Record<string, number>> }): ReactElement {
  const { plan, phrasings, references } = suite;
  const texts = phrasings.filter(({ text }) => text !== null);
  return (
    <div className="suite-card">
      <h3>{suite.title}</h3>
      <Facts
        rows={[
          [<Term key="t" id="family">declared family</Term>, plan.metrics.map((id) => `${metricWords(id).title} (smallest effect that matters: ${decimal(overrides[id] ?? plan.smallestEffect[id] ?? null)})`).join("; ")],
          ["correction", <><Term id="holm">Holm</Term> within the family and within its controls; <Term id="bh">Benjamini–Hochberg</Term> for all else, which carries no verdict</>],
          ...(Object.keys(references).length > 0 ? [["reference groups", Object.entries(references).map(([name, value]) => `${name}: ${value}`).join(", ")] as const] : []),
          ["phrasings", `${phrasings.length}`],
        ]}
      />
      {texts.length === 0 ? (
        phrasings.length > 0 ? <p className="quiet">The prompts are not in this report: {suite.profileReason ?? "its author chose to leave texts out"}. Their ids are with the items.</p> : null
      ) : (
        <Fold summary={`Prompts verbatim: ${texts.length} phrasings`}>
          <ol className="prompts">
            {texts.slice(0, MOST_PHRASINGS).map(({ id, text }) => (
              <li key={id}>
                <span className="mono quiet">{id}</span> <q>{clipped(text ?? "", 1_000)}</q>
              </li>
            ))}
          </ol>
          {texts.length > MOST_PHRASINGS ? <p className="quiet">{texts.length - MOST_PHRASINGS} more are in the data of this file.</p> : null}
        </Fold>
      )}
    </div>
  );
}
