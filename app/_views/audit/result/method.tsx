"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { AuditDetail, AuditManifest } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { EmptyState } from "@/lib/ui";
import { noiseWords } from "@/lib/findings/words";
import styles from "./result.module.css";

type Row = readonly [term: string, value: string];

const yes = (value: boolean): string => (value ? "yes" : "no");

function modelRows({ model }: AuditManifest): Row[] {
  return [
    ["file", model.fileName],
    ["SHA-256", model.sha256],
    ["size", format.bytes(model.sizeBytes)],
    ["architecture", model.architecture],
    ["quantisation", model.quantisation],
    ...Object.entries(model.tensorClasses).map(([name, types]): Row => [`tensors: ${name}`, Object.entries(types).map(([type, n]) => `${n} × ${type}`).join(", ")]),
    ["tokenizer SHA-256", model.tokenizerSha256],
    ["chat template SHA-256", model.chatTemplateSha256 ?? "no template"],
    ["adds BOS", yes(model.addsBos)],
  ];
}

function runRows({ engine, statistics, options, noiseFloor, interventions, software }: AuditManifest): Row[] {
  return [
    ["llama.cpp", engine.llamaCpp],
    ["node-llama-cpp", engine.nodeLlamaCpp],
    ["backend", `${engine.backend}, ${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}`],
    ["cache", `${engine.kvType}, flash attention ${yes(engine.flashAttention)}, ${engine.microBatchTokens} tokens a batch`],
    ["noise floor", `${noiseWords(noiseFloor).value}: ${noiseWords(noiseFloor).note}`],
    ["interventions", interventions.length === 0 ? "none" : interventions.join(", ")],
    ["items per suite", options.limit === null ? "all" : `at most ${format.count(options.limit)}, whole templates drawn with the seed`],
    ["option orders", String(options.letterOrders)],
    ["resamples, permutations", `${format.count(statistics.resamples)}, ${format.count(statistics.permutations)}`],
    ["seed, generator", `${statistics.seed}, ${statistics.generator}`],
    ["level, α, power", `${statistics.level}, ${statistics.alpha}, ${statistics.power}`],
    ["software", software],
  ];
}

/** What was audited and how, complete enough to do it again. */
export function Method({ detail }: { detail: AuditDetail }): ReactElement {
  const { manifest, suites } = detail;
  if (manifest === null) return <EmptyState title="Not known yet">The manifest is written once the model is loaded and its noise floor measured.</EmptyState>;
  return (
    <div className={styles.method}>
      <Rows title="Audited object" rows={modelRows(manifest)} />
      <Rows title="Engine and statistics" rows={runRows(manifest)} />
      <section className={styles.wide}>
        <h2>Declared before the start</h2>
        <table className={styles.table}>
          <caption className={styles.caption}>Findings of these metrics form one family a suite (Holm) and carry its verdicts; everything else is exploratory.</caption>
          <thead>
            <tr>
              <th scope="col">suite</th>
              <th scope="col">metric</th>
              <th scope="col" data-numeric="">
                smallest effect of interest
              </th>
            </tr>
          </thead>
          <tbody>
            {suites.flatMap((suite) =>
              suite.family.map(({ metric, smallestEffect }) => (
                <tr key={`${suite.id}/${metric}`}>
                  <th scope="row">{suite.title}</th>
                  <td data-label="metric">{metricWords(metric).title}</td>
                  <td data-numeric="" data-label="smallest effect of interest">
                    {format.decimal(manifest.options.smallestEffect[suite.id]?.[metric] ?? smallestEffect)}
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
      <section className={styles.wide}>
        <h2>Data</h2>
        {manifest.suites.map((suite) => (
          <details key={suite.id} className={styles.fold}>
            <summary>
              {suite.title} · {format.count(suite.trialsUsed)} items · {suite.licence}
            </summary>
            <Rows
              rows={[
                ["id", suite.id],
                ["source", suite.source],
                ["SHA-256", suite.sha256],
                ["licence", `${suite.licence}${suite.shareAlike ? ", share-alike: texts may not travel in a report without it" : ""}`],
                ...suite.leftOut.map(({ reason, count }): Row => ["left out", `${format.count(count)}: ${reason}`]),
                ...(suite.lackingWords.length > 0 ? [["words lacking in the vocabulary", suite.lackingWords.join(", ")] as const] : []),
              ]}
            />
          </details>
        ))}
        <details className={styles.fold}>
          <summary>Manifest as JSON</summary>
          <pre className={styles.json} tabIndex={0} aria-label="Manifest">
            {JSON.stringify(manifest, null, 2)}
          </pre>
        </details>
      </section>
    </div>
  );
}

function Rows({ title, rows }: { title?: string; rows: readonly Row[] }): ReactElement {
  return (
    <section>
      {title ? <h2>{title}</h2> : null}
      <dl className={styles.manifest}>
        {rows.map(([term, value], i) => (
          <div key={`${term}${i}`}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
