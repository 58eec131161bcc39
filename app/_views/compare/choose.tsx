"use client";

import { useMemo, type ReactElement } from "react";
import { format } from "@/lib/charts";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { readableText, visibleText } from "@/lib/domain/visible-text";
import { Button, Select, type SelectOption } from "@/lib/ui";
import { whenText } from "../audit/words";
import { relatedInspections } from "./related";
import styles from "./compare.module.css";

export interface ChooseProps {
  a: string;
  b: string;
  inspections: readonly InspectionSummary[];
  onChoose: (next: { a?: string; b?: string }) => void;
}

/** An inspection by its title, and by the token that its branch forced. */
export function inspectionName({ title, branchText, modelFileName }: InspectionSummary): string {
  return `${readableText(title)}${branchText === null ? "" : ` ↳ ${visibleText(branchText)}`} · ${modelFileName}`;
}

const optionOf = (summary: InspectionSummary, relation: string): SelectOption<string> => ({
  value: summary.id,
  label: inspectionName(summary),
  hint: `${relation === "other" ? "" : `${relation} · `}${whenText(summary.createdAt)} · ${format.count(summary.totalTokens)} tokens`,
});

/** Which two are compared: for B, what belongs to A comes first. */
export function Choose({ a, b, inspections, onChoose }: ChooseProps): ReactElement {
  const first = inspections.find(({ id }) => id === a);
  const nothing: SelectOption<string> = { value: "", label: "choose" };
  const all = useMemo(() => inspections.map((summary) => optionOf(summary, "other")), [inspections]);
  const others = useMemo(() => (first ? relatedInspections(first, inspections).map(({ summary, relation }) => optionOf(summary, relation)) : all), [first, inspections, all]);
  const known = (id: string) => inspections.some((summary) => summary.id === id);
  const withUnknown = (id: string, options: SelectOption<string>[]) => (id === "" ? [nothing, ...options] : known(id) ? options : [{ value: id, label: "not in the list" }, ...options]);
  return (
    <div className={styles.choose}>
      <Select label="A" value={a} onChange={(next) => onChoose({ a: next })} options={withUnknown(a, all)} />
      <Button size="s" variant="quiet" icon="reset" disabled={a === "" || b === ""} onClick={() => onChoose({ a: b, b: a })}>
        Swap
      </Button>
      <Select label="B" value={b} onChange={(next) => onChoose({ b: next })} options={withUnknown(b, others)} />
    </div>
  );
}
