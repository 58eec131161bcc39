import type { ReactElement } from "react";
import { bytes } from "@/lib/charts/format";
import type { AuditManifest } from "@/lib/domain/audit";
import type { Report } from "@/lib/domain/report";
import { Facts, Fold, Section, Term, type Fact } from "../parts";

const yes = (value: boolean): string => (value ? "yes" : "no");

function modelRows({ model }: AuditManifest): Fact[] {
  return [
    ["file", model.fileName],
    [<Term key="t" id="sha256">SHA-256</Term>, model.sha256],
    ["size", bytes(model.sizeBytes)],
    ["architecture", model.architecture],
    [<Term key="t" id="quantisation">quantisation</Term>, model.quantisation],
    ["tokenizer SHA-256", model.tokenizerSha256],
    ["chat template SHA-256", model.chatTemplateSha256 ?? "no template"],
    [<Term key="t" id="bos">BOS</Term>, model.addsBos ? "put before every text" : "not put before texts"],
  ];
}

function runRows({ engine, options, interventions, software }: AuditManifest): Fact[] {
  return [
    ["llama.cpp", engine.llamaCpp],
    ["node-llama-cpp", engine.nodeLlamaCpp],
    ["backend", `${engine.backend}, ${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}`],
    ["cache", `${engine.kvType}, flash attention ${yes(engine.flashAttention)}`],
    ["tokens a batch", String(engine.microBatchTokens)],
    ["interventions", interventions.length === 0 ? "none" : interventions.join(", ")],
    ["option orders", String(options.letterOrders)],
    ["software", software],
  ];
}

/** Section 3: the file that was audited, and the engine that ran it. The file, not “the model”. */
export function AuditedObject({ report }: { report: Report }): ReactElement {
  return (
    <Section number={3} title="What was audited" lead="A file with this fingerprint, run by this engine. Another file of the same model, rounded differently, is another object.">
      {report.audits.map(({ title, manifest }, i) => (
        <div key={i} className="object">
          {report.audits.length > 1 ? <h3>{title}</h3> : null}
          <div className="columns">
            <Facts rows={modelRows(manifest)} mono />
            <Facts rows={runRows(manifest)} mono />
          </div>
          <Fold summary="Quantisation by class of tensor">
            <Facts mono rows={Object.entries(manifest.model.tensorClasses).map(([name, types]): Fact => [name, Object.entries(types).map(([type, n]) => `${n} × ${type}`).join(", ")])} />
          </Fold>
        </div>
      ))}
    </Section>
  );
}
