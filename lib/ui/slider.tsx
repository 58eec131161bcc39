"use client";

import { Slider as Base } from "@base-ui/react/slider";
import { useId, type ReactElement } from "react";
import styles from "./slider.module.css";

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** While dragging. */
  onChange: (value: number) => void;
  /** Once, when the thumb is let go or a key was pressed. */
  onCommit?: (value: number) => void;
  /** How the value is written beside the label and read aloud; e.g. "off" at one end. */
  format?: (value: number) => string;
  disabled?: boolean;
}

export function Slider({ label, value, min, max, step, onChange, onCommit, format = String, disabled = false }: SliderProps): ReactElement {
  const labelId = useId();
  return (
    <Base.Root
      className={styles.root}
      value={value}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={(next) => onChange(next)}
      {...(onCommit ? { onValueCommitted: (next: number) => onCommit(next) } : {})}
    >
      <span id={labelId} className={styles.label}>
        {label}
      </span>
      <span className={styles.value}>{format(value)}</span>
      <Base.Control className={styles.control}>
        <Base.Track className={styles.track}>
          <Base.Indicator className={styles.indicator} />
          <Base.Thumb className={styles.thumb} aria-labelledby={labelId} getAriaValueText={(_, current) => format(current)} />
        </Base.Track>
      </Base.Control>
    </Base.Root>
  );
}
