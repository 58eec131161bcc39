"use client";

import { useEffect, useState, type ReactElement } from "react";
import type { AuditDetail } from "@/lib/domain/audit";
import { Select, Switch, TextField } from "@/lib/ui";
import type { AuditView } from "../state";
import type { SetAuditView } from "../use-audit-view";
import styles from "./items.module.css";

const sorts = [
  { value: "order", label: "As in the suite" },
  { value: "-effect", label: "Largest effect first" },
  { value: "effect", label: "Smallest effect first" },
  { value: "size", label: "Strongest either way" },
  { value: "item", label: "Item" },
  { value: "category", label: "Category" },
] as const;

const controls = [
  { value: "all", label: "all items" },
  { value: "none", label: "no controls" },
  { value: "placebo", label: "placebos" },
  { value: "neutral", label: "neutral" },
] as const;

/** ms after the last key before the server is asked. */
const TYPING = 250;

export interface ItemFiltersProps {
  detail: AuditDetail;
  suite: string | undefined;
  view: AuditView;
  setView: SetAuditView;
}

export function ItemFilters({ detail, suite, view, setView }: ItemFiltersProps): ReactElement {
  const [typed, setTyped] = useState(view.search ?? "");
  useEffect(() => {
    if (typed === (view.search ?? "")) return;
    const timer = setTimeout(() => setView({ search: typed === "" ? undefined : typed }, "replace"), TYPING);
    return () => clearTimeout(timer);
  }, [typed, view.search, setView]);
  const result = detail.results.find((entry) => entry.suite === suite);
  const categories = [...new Set(result?.findings.flatMap(({ group }) => (group.startsWith("category:") ? [group.slice("category:".length).split(":").at(-1) ?? ""] : [])) ?? [])].sort();
  const hasPairs = result?.findings.some(({ id }) => id.startsWith("pair.")) ?? false;
  return (
    <div className={styles.filters}>
      {detail.summary.suites.length > 1 ? (
        <Select
          label="Suite"
          size="s"
          value={suite ?? ""}
          onChange={(next) => setView({ suite: next, category: undefined, item: undefined, phrasing: undefined, disagree: undefined })}
          options={detail.summary.suites.map((id) => ({ value: id, label: detail.suites.find((entry) => entry.id === id)?.title ?? id }))}
        />
      ) : null}
      {categories.length > 1 ? (
        <Select label="Category" size="s" value={view.category ?? ""} onChange={(next) => setView({ category: next === "" ? undefined : next })} options={[{ value: "", label: "all" }, ...categories.map((name) => ({ value: name, label: name }))]} />
      ) : null}
      <Select label="Controls" size="s" value={view.control ?? "all"} onChange={(next) => setView({ control: next === "all" ? undefined : next })} options={controls} />
      <Select label="Order" size="s" value={view.sort} onChange={(sort) => setView({ sort })} options={sorts} />
      {hasPairs ? <Switch label="scores disagree" checked={view.disagree === "1"} onChange={(on) => setView({ disagree: on ? "1" : undefined })} /> : null}
      <div className={styles.search}>
        <TextField label="Search items" labelPlace="hidden" type="search" placeholder="Search texts" value={typed} onChange={setTyped} maxLength={200} />
      </div>
    </div>
  );
}
