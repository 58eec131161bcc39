"use client";

import { Select as Base } from "@base-ui/react/select";
import { useId, type ReactElement } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icons";
import floating from "./floating.module.css";
import styles from "./select.module.css";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second, quiet line. */
  hint?: string;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  label: string;
  /** "beside" (the default) writes the label before the control in quiet ink; "hidden" leaves it to screen readers. */
  labelPlace?: "beside" | "hidden";
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  size?: "m" | "s";
  disabled?: boolean;
}

export function Select<Value extends string>({ label, labelPlace = "beside", value, options, onChange, size = "m", disabled = false }: SelectProps<Value>): ReactElement {
  const labelId = useId();
  return (
    <div className={styles.row}>
      <span id={labelId} className={labelPlace === "hidden" ? floating.hidden : styles.label}>
        {label}
      </span>
      <Base.Root
        items={options.map((option) => ({ value: option.value, label: option.label }))}
        value={value}
        disabled={disabled}
        modal={false}
        onValueChange={(next) => {
          if (next !== null) onChange(next);
        }}
      >
        <Base.Trigger className={classNames(styles.trigger, styles[size])} aria-labelledby={labelId}>
          <Base.Value className={styles.value} />
          <Base.Icon className={styles.icon}>
            <Icon name="chevronDown" size={14} />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={floating.positioner} align="start" sideOffset={4} alignItemWithTrigger={false} collisionPadding={8}>
            <Base.Popup className={floating.menu}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} disabled={option.disabled ?? false} className={floating.item}>
                    <span className={floating.indicator}>
                      <Base.ItemIndicator>
                        <Icon name="check" />
                      </Base.ItemIndicator>
                    </span>
                    <span className={floating.itemText}>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.hint ? <span className={floating.hint}>{option.hint}</span> : null}
                    </span>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
