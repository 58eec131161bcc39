"use client";

import type { ReactElement } from "react";
import { explainAuditError } from "../explain";
import { modelLine } from "@/app/_views/model/model-words";
import { format } from "@/lib/charts";
import type { AuditPreview } from "@/lib/domain/audit";
import type { ModelSummary } from "@/lib/domain/model";
import { Button, ErrorNotice, Select, Switch, TextField } from "@/lib/ui";
import { durationText, rateText } from "../words";
import { limitOf, seedOf, type Plan } from "./plan";
import styles from "./start.module.css";

export interface StartPanelProps {
  plan: Plan;
  onPlan: (plan: Plan) => void;
  models: readonly ModelSummary[];
  model: ModelSummary | null;
  onModel: (id: string) => void;
  preview: AuditPreview | undefined;
  previewProblem: unknown;
  unitsPerSecond: number | null;
  busy: "probe" | "start" | null;
  canStart: boolean;
  onProbe: () => void;
  onStart: () => void;
}

const orders = [
  { value: "6", label: "all 6", hint: "No letter is favoured" },
  { value: "3", label: "3", hint: "Each option stands once in each place" },
  { value: "1", label: "1", hint: "A quick look: a favoured letter may pass for bias" },
  { value: "0", label: "none", hint: "Answers by their words alone" },
];

/** Model, options, time, and Start. */
export function StartPanel({ plan, onPlan, models, model, onModel, preview, previewProblem, unitsPerSecond, busy, canStart, onProbe, onStart }: StartPanelProps): ReactElement {
  const units = preview?.suites.reduce((sum, suite) => sum + suite.units, 0) ?? 0;
  const trials = preview?.suites.reduce((sum, suite) => sum + suite.trials, 0) ?? 0;
  return (
    <aside className={styles.side} aria-label="Model and options">
      <div className={styles.fields}>
        <h2>Model</h2>
        <Select label="Model" labelPlace="hidden" value={model?.id ?? ""} onChange={onModel} options={models.map(({ id, details }) => ({ value: id, label: id, ...(details ? { hint: modelLine(details) } : {}) }))} />
        {model?.details ? <p className={styles.quiet}>{modelLine(model.details)}. What is audited is this file, not the model in general: another quantisation is another audit.</p> : null}
      </div>
      <div className={styles.fields}>
        <h2>Options</h2>
        <TextField
          label="Items per suite"
          value={plan.limit}
          onChange={(limit) => onPlan({ ...plan, limit })}
          placeholder="all"
          inputMode="numeric"
          mono
          hint="Whole templates are drawn with the seed. Fewer items can show only larger effects."
          error={limitOf(plan) === undefined ? "A whole number from 1 on, or empty for all." : null}
        />
        <TextField label="Seed" value={plan.seed} onChange={(seed) => onPlan({ ...plan, seed })} inputMode="numeric" mono hint="The same seed gives the same result, digit for digit." error={seedOf(plan) === undefined ? "A whole number from 0 to 4294967295." : null} />
        <Select label="Option orders for questions" value={String(plan.letterOrders)} onChange={(value) => onPlan({ ...plan, letterOrders: Number(value) })} options={orders} />
        <Switch label="Also sampled continuations" hint="Slower. What the model writes, not only what it finds likely; where a suite has them." checked={plan.continuations} onChange={(continuations) => onPlan({ ...plan, continuations })} />
        <TextField label="Title" value={plan.title} onChange={(title) => onPlan({ ...plan, title })} placeholder="Model and suites" maxLength={200} />
      </div>
      <div className={styles.estimate} aria-live="polite">
        {previewProblem ? <ErrorNotice {...explainAuditError(previewProblem)} /> : null}
        {preview ? (
          <>
            <p className={styles.big}>{unitsPerSecond === null ? `${format.count(units)} texts` : `About ${durationText(units / unitsPerSecond)}`}</p>
            <p className={styles.quiet}>
              {format.count(trials)} items, {format.count(units)} texts to score
              {unitsPerSecond === null ? "" : `, ${rateText(unitsPerSecond)} in a short probe on this model (estimated)`}.
            </p>
          </>
        ) : (
          <p className={styles.quiet}>Choose at least one suite.</p>
        )}
        <Button size="s" icon="reset" busy={busy === "probe"} disabled={!canStart} onClick={onProbe}>
          {unitsPerSecond === null ? "Estimate the time" : "Probe again"}
        </Button>
        <Button variant="primary" icon="play" busy={busy === "start"} disabled={!canStart} onClick={onStart}>
          Start
        </Button>
        <p className={styles.quiet}>It runs on this machine and goes on when you close the tab.</p>
      </div>
    </aside>
  );
}
