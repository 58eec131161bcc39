"use client";

import type { ReactElement } from "react";
import { IconButton } from "./button";
import styles from "./stepper.module.css";

export interface StepperProps {
  label: string;
  value: number;
  /** Both included. */
  min: number;
  max: number;
  onChange: (value: number) => void;
  /** Keys that do the same, told to screen readers and on hover. */
  keys?: { down: string; up: string };
  disabled?: boolean;
}

/** One whole number out of a range, moved by one. */
export function Stepper({ label, value, min, max, onChange, keys, disabled = false }: StepperProps): ReactElement {
  return (
    <div className={styles.stepper} role="group" aria-label={label}>
      <span className={styles.label} aria-hidden="true">
        {label}
      </span>
      <IconButton label={`${label} before${keys ? ` (${keys.down})` : ""}`} icon="chevronLeft" size="s" disabled={disabled || value <= min} onClick={() => onChange(value - 1)} />
      <output className={styles.value} style={{ minWidth: `${String(max).length}ch` }} aria-label={`${label} ${value}`}>
        {value}
      </output>
      <IconButton label={`Next ${label.toLowerCase()}${keys ? ` (${keys.up})` : ""}`} icon="chevronRight" size="s" disabled={disabled || value >= max} onClick={() => onChange(value + 1)} />
    </div>
  );
}
