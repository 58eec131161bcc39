"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import { useId, type ReactElement, type ReactNode } from "react";
import { classNames } from "./class-names";
import floating from "./floating.module.css";
import styles from "./segmented.module.css";

export interface SegmentedOption<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Read aloud and shown on hover where the label is short. */
  title?: string;
  disabled?: boolean;
}

export interface SegmentedProps<Value extends string> {
  label: string;
  labelPlace?: "beside" | "hidden";
  value: Value;
  options: readonly SegmentedOption<Value>[];
  onChange: (value: Value) => void;
  size?: "m" | "s";
}

/** A choice of a few that are all in sight. Exactly one is always on. */
export function Segmented<Value extends string>({ label, labelPlace = "hidden", value, options, onChange, size = "m" }: SegmentedProps<Value>): ReactElement {
  const labelId = useId();
  return (
    <div className={styles.row}>
      <span id={labelId} className={labelPlace === "hidden" ? floating.hidden : styles.label}>
        {label}
      </span>
      <ToggleGroup
        className={classNames(styles.group, styles[size])}
        aria-labelledby={labelId}
        value={[value]}
        onValueChange={([next]) => {
          // Pressing the one that is on would switch it off; there is always one.
          const option = options.find((candidate) => candidate.value === next);
          if (option) onChange(option.value);
        }}
      >
        {options.map((option) => (
          <Toggle key={option.value} value={option.value} disabled={option.disabled ?? false} className={styles.option} title={option.title}>
            {option.label}
          </Toggle>
        ))}
      </ToggleGroup>
    </div>
  );
}
