"use client";

import { Switch as Base } from "@base-ui/react/switch";
import type { ReactElement, ReactNode } from "react";
import styles from "./switch.module.css";

export interface SwitchProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** A quiet sentence under the label. */
  hint?: ReactNode;
}

export function Switch({ label, checked, onChange, disabled = false, hint }: SwitchProps): ReactElement {
  return (
    <label className={styles.row} data-disabled={disabled || undefined}>
      <Base.Root className={styles.track} checked={checked} disabled={disabled} onCheckedChange={(next) => onChange(next)}>
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
      <span>
        {label}
        {hint ? <span className={styles.hint}>{hint}</span> : null}
      </span>
    </label>
  );
}
