"use client";

import type { ReactElement } from "react";
import type { Sampling } from "@/lib/domain/inspection";
import type { SamplingShape } from "@/lib/math/sampling";
import { Button, Slider } from "@/lib/ui";
import { plainShape } from "./candidate-rows";
import styles from "./token-panel.module.css";

export interface SamplingSlidersProps {
  shape: SamplingShape;
  onChange: (shape: SamplingShape) => void;
  /** The settings of the run, to see what it drew from. */
  sampling: Sampling;
  isPlain: boolean;
}

/** What if it had been sampled otherwise? Nothing is run again. */
export function SamplingSliders({ shape, onChange, sampling, isPlain }: SamplingSlidersProps): ReactElement {
  const off = (value: string, isOff: boolean) => (isOff ? "off" : value);
  return (
    <div className={styles.sliders} role="group" aria-label="Re-shape the candidates" data-tour="sliders">
      <Slider label="Temperature" min={0} max={2} step={0.05} value={shape.temperature} onChange={(temperature) => onChange({ ...shape, temperature })} format={(v) => (v === 0 ? "greedy" : v.toFixed(2))} />
      <Slider label="Top-k" min={0} max={100} step={1} value={shape.topK} onChange={(topK) => onChange({ ...shape, topK })} format={(v) => off(String(v), v === 0)} />
      <Slider label="Top-p" min={0.05} max={1} step={0.01} value={shape.topP} onChange={(topP) => onChange({ ...shape, topP })} format={(v) => off(v.toFixed(2), v >= 1)} />
      <Slider label="Min-p" min={0} max={0.5} step={0.01} value={shape.minP} onChange={(minP) => onChange({ ...shape, minP })} format={(v) => off(v.toFixed(2), v === 0)} />
      <div className={styles.presets}>
        <Button size="s" variant="quiet" icon="reset" disabled={isPlain} onClick={() => onChange(plainShape)}>
          As predicted
        </Button>
        <Button
          size="s"
          variant="quiet"
          onClick={() => onChange({ temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, minP: sampling.minP })}
          title="The temperature and filters that this run used"
        >
          As this run drew
        </Button>
      </div>
    </div>
  );
}
