"use client";

import type { ReactElement } from "react";
import { architectureName, parameterCount, whyNot } from "@/app/_views/model/model-words";
import { format } from "@/lib/charts";
import { captureKinds, type CaptureKind, type ModelSummary } from "@/lib/domain/model";
import { Button, Icon } from "@/lib/ui";
import styles from "./models.module.css";

const captureNames: Record<CaptureKind, string> = { attention: "attention", router: "experts", residual: "residual stream", logits: "candidates" };

/** One GGUF file: what it is, what can be seen in it, and whether it fits. */
export function ModelCard({ model, chosen, onChoose }: { model: ModelSummary; chosen: boolean; onChoose: () => void }): ReactElement {
  const { details } = model;
  const reason = whyNot(model);
  return (
    <li className={styles.card} aria-label={model.id}>
      <div className={styles.head}>
        <div className={styles.names}>
          <h2 className={styles.name}>{model.id}</h2>
          {details?.name ? <p className={styles.quiet}>{details.name}</p> : null}
        </div>
        {chosen ? (
          <span className={styles.chosen}>
            <Icon name="check" /> for the next run
          </span>
        ) : reason === null ? (
          <Button size="s" onClick={onChoose} aria-label={`Use ${model.id} for the next run`}>
            Use
          </Button>
        ) : null}
      </div>
      {model.isDemo || model.isDefault || model.loaded ? (
        <p className={styles.marks}>
          {model.isDemo ? <span className={styles.mark}>bundled</span> : null}
          {model.isDefault ? <span className={styles.mark}>default</span> : null}
          {model.loaded ? <span className={styles.mark}>in memory</span> : null}
        </p>
      ) : null}
      {model.problem ? (
        <p className={styles.problem}>
          <Icon name="warning" /> {model.problem.message}
        </p>
      ) : null}
      {details ? (
        <>
          <dl className={styles.facts}>
            <Fact term="architecture" value={architectureName(details)} note={details.architecture} />
            <Fact term="parameters" value={parameterCount(details.parameters)} />
            <Fact term="quantisation" value={details.quantisation} />
            <Fact term="file" value={format.bytes(model.sizeBytes)} />
            <Fact term="layers × heads" value={`${details.shape.layers} × ${details.shape.heads}`} />
            <Fact term="experts" value={details.shape.experts === 0 ? "none" : `${details.shape.expertsUsed} of ${details.shape.experts} + ${details.shape.sharedExperts}`} />
            <Fact term="context" value={`${format.count(details.shape.contextLength)} tokens`} />
            <Fact term="licence" value={details.licence ?? "not given"} />
          </dl>
          <MemoryBar needed={details.memory.neededBytes} available={details.memory.availableBytes} fits={details.memory.fits} />
          <ul className={styles.captures} aria-label="What can be inspected in it">
            {captureKinds.map((kind) => {
              const capability = details.capabilities[kind];
              return (
                <li key={kind} data-available={capability.available}>
                  <Icon name={capability.available ? "check" : "minus"} size={14} />
                  <span>
                    {captureNames[kind]}
                    {capability.available ? null : <span className={styles.quiet}>: {capability.reason}</span>}
                  </span>
                </li>
              );
            })}
            <li data-available={details.hasChatTemplate}>
              <Icon name={details.hasChatTemplate ? "check" : "minus"} size={14} />
              <span>{details.hasChatTemplate ? "chat" : <>chat<span className={styles.quiet}>: the file holds no chat template</span></>}</span>
            </li>
          </ul>
          <p className={styles.quiet}>
            {details.capabilitiesAre === "learned" ? "Measured: the model’s own nodes were seen in a run." : "Predicted from the file’s metadata; the first run learns it for certain."}
          </p>
        </>
      ) : null}
    </li>
  );
}

function Fact({ term, value, note }: { term: string; value: string; note?: string }): ReactElement {
  return (
    <div>
      <dt>{term}</dt>
      <dd title={note}>{value}</dd>
    </div>
  );
}

/** Estimated need against what is free. */
function MemoryBar({ needed, available, fits }: { needed: number; available: number; fits: boolean }): ReactElement {
  const share = available > 0 ? Math.min(1, needed / available) : 1;
  return (
    <div className={styles.memory} data-fits={fits}>
      <span>
        {fits ? "" : "Does not fit: "}needs about {format.bytes(needed)} of memory, {format.bytes(available)} available
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.need} style={{ width: `${Math.max(0.5, share * 100)}%` }} />
      </span>
      <span className={styles.quiet}>estimated: weights + cache + buffers</span>
    </div>
  );
}
