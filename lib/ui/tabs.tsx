"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactElement, ReactNode } from "react";
import styles from "./tabs.module.css";

export interface TabItem<Value extends string> {
  value: Value;
  label: string;
  /** Why there is nothing to see; the tab stays reachable and its panel says it. */
  muted?: boolean;
}

export interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  items: readonly TabItem<Value>[];
  onChange: (value: Value) => void;
  /** `TabPanel`s. */
  children: ReactNode;
  /** Set at the end of the row of tabs. */
  aside?: ReactNode;
}

export function Tabs<Value extends string>({ label, value, items, onChange, children, aside }: TabsProps<Value>): ReactElement {
  return (
    <Base.Root
      className={styles.root}
      value={value}
      onValueChange={(next) => {
        const item = items.find((candidate) => candidate.value === next);
        if (item) onChange(item.value);
      }}
    >
      <div className={styles.bar}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus={false}>
          {items.map((item) => (
            <Base.Tab key={item.value} value={item.value} className={styles.tab} data-muted={item.muted || undefined}>
              {item.label}
            </Base.Tab>
          ))}
        </Base.List>
        {aside}
      </div>
      {children}
    </Base.Root>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }): ReactElement {
  return (
    <Base.Panel value={value} className={styles.panel}>
      {children}
    </Base.Panel>
  );
}
