"use client";

import { useState, type ReactElement } from "react";
import { captureKinds, type CaptureKind, type ModelSummary } from "@/lib/domain/model";
import { Button, Popover, Slider, Switch, TextField } from "@/lib/ui";
import { settingsInWords, withCapture, type Draft } from "./draft";
import styles from "./settings.module.css";

const captureWords: Record<CaptureKind, { label: string; hint: string }> = {
  attention: { label: "Attention", hint: "what every head read" },
  router: { label: "Experts", hint: "which experts every token went to" },
  residual: { label: "Residual stream", hint: "the state after every layer, for notebooks" },
  logits: { label: "Candidates", hint: "the 256 most likely tokens at every place" },
};

/** A whole number typed freely; only valid ones are passed on. */
function NumberField({ label, value, min, max, onChange, hint }: { label: string; value: number; min: number; max: number; onChange: (value: number) => void; hint: string }): ReactElement {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? String(value);
  const isValid = (candidate: string) => /^\d+$/.test(candidate) && Number(candidate) >= min && Number(candidate) <= max;
  return (
    <TextField
      label={label}
      inputMode="numeric"
      mono
      value={shown}
      hint={hint}
      error={isValid(shown) ? null : `A whole number from ${min} to ${max}.`}
      onChange={(next) => {
        setText(next);
        if (isValid(next)) onChange(Number(next));
      }}
      onBlur={() => setText(null)}
    />
  );
}

/** How the run samples, how far it writes, and what it captures. */
export function Settings({ draft, onChange, model }: { draft: Draft; onChange: (draft: Draft) => void; model: ModelSummary | null }): ReactElement {
  const { sampling } = draft;
  const sample = (patch: Partial<Draft["sampling"]>) => onChange({ ...draft, sampling: { ...sampling, ...patch } });
  const context = model?.details?.shape.contextLength ?? 100_000;
  return (
    <Popover
      title="Settings of the next run"
      align="end"
      trigger={
        <Button size="s" variant="quiet" icon="settings" title="Settings of the next run">
          {settingsInWords(draft)}
        </Button>
      }
    >
      <div className={styles.settings}>
        <div className={styles.pair}>
          <NumberField label="Tokens to write" value={draft.generate} min={0} max={Math.min(context, 100_000)} onChange={(generate) => onChange({ ...draft, generate })} hint="at most; 0 only reads the prompt" />
          <NumberField label="Seed" value={sampling.seed} min={0} max={0xffff_ffff} onChange={(seed) => sample({ seed })} hint="the same seed repeats a run" />
        </div>
        <Slider label="Temperature" value={sampling.temperature} min={0} max={2} step={0.05} onChange={(temperature) => sample({ temperature })} format={(v) => (v === 0 ? "greedy" : v.toFixed(2))} />
        <Slider label="Top-k" value={sampling.topK} min={0} max={100} step={1} onChange={(topK) => sample({ topK })} format={(v) => (v === 0 ? "off" : String(v))} />
        <Slider label="Top-p" value={sampling.topP} min={0.05} max={1} step={0.01} onChange={(topP) => sample({ topP })} format={(v) => (v >= 1 ? "off" : v.toFixed(2))} />
        <Slider label="Min-p" value={sampling.minP} min={0} max={0.5} step={0.01} onChange={(minP) => sample({ minP })} format={(v) => (v === 0 ? "off" : v.toFixed(2))} />
        <p className={styles.help}>
          {sampling.temperature === 0
            ? "Greedy: the most likely token is always taken, so the filters and the seed change nothing."
            : "Filters come first (top-k, top-p, min-p), then the temperature."}
        </p>
        <fieldset className={styles.capture}>
          <legend>Capture</legend>
          {captureKinds.map((kind) => {
            const capability = model?.details?.capabilities[kind];
            const missing = capability?.available === false ? capability.reason : null;
            return (
              <Switch
                key={kind}
                label={captureWords[kind].label}
                hint={missing ?? captureWords[kind].hint}
                checked={missing === null && draft.capture.includes(kind)}
                disabled={missing !== null}
                onChange={(on) => onChange({ ...draft, capture: withCapture(draft.capture, kind, on) })}
              />
            );
          })}
        </fieldset>
      </div>
    </Popover>
  );
}
