"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Suspense, type ReactElement } from "react";
import { explainAuditError } from "@/app/_views/audit/explain";
import { useHydrated } from "@/app/_frame/hydrated";
import { Comparison } from "@/app/_views/audit/compare/comparison";
import compare from "@/app/_views/audit/compare/compare.module.css";
import { whenText } from "@/app/_views/audit/words";
import type { AuditSummary } from "@/lib/domain/audit";
import { auditsQuery, compareQuery, suitesQuery } from "@/lib/query/audits";
import { Button, EmptyState, ErrorNotice, Icon, Select, Skeleton } from "@/lib/ui";
import styles from "../page.module.css";

/** Two audits on the same items: two models, or two quantisations of one. */
export function ComparePage(): ReactElement {
  const hydrated = useHydrated();
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/audits" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Audits
          </Link>
          <h1>Compare two audits</h1>
          <p className={styles.lead}>The same items, scored by two files. What became worse comes first.</p>
        </div>
      </header>
      {hydrated ? (
        <Suspense>
          <Chosen />
        </Suspense>
      ) : (
        <Skeleton height={420} label="The audits are being read" />
      )}
    </main>
  );
}

const optionOf = (audit: AuditSummary) => ({ value: audit.id, label: `${audit.title} · ${audit.modelFileName}`, hint: whenText(audit.createdAt) });

function Chosen(): ReactElement {
  const params = useSearchParams();
  const list = useQuery(auditsQuery({ search: "" }));
  const audits = list.data?.audits.filter(({ state }) => state === "complete") ?? [];
  const [a, b] = [params.get("a") ?? "", params.get("b") ?? ""];
  const known = useQuery(suitesQuery());
  const ready = a !== "" && b !== "" && a !== b;
  const { data, error, refetch } = useQuery({ ...compareQuery(a, b), enabled: ready });
  const choose = (next: { a?: string; b?: string }) => window.history.pushState(null, "", `?${new URLSearchParams({ a, b, ...next })}`);
  // Only audits with a suite in common can be compared.
  const suites = audits.find(({ id }) => id === a)?.suites;
  const others = audits.filter((audit) => audit.id !== a && (suites === undefined || audit.suites.some((suite) => suites.includes(suite))));
  return (
    <>
      {list.error ? <ErrorNotice {...explainAuditError(list.error)} action={<Button onClick={() => void list.refetch()}>Try again</Button>} /> : null}
      {list.data && audits.length < 2 ? (
        <EmptyState title="Two complete audits are needed">Run the same suites on another file, such as another quantisation of the model.</EmptyState>
      ) : list.data ? (
        <div className={compare.choose}>
          <Select label="a, the baseline" value={a} onChange={(next) => choose({ a: next })} options={[...(a === "" ? [{ value: "", label: "choose" }] : []), ...audits.map(optionOf)]} />
          <Button size="s" variant="quiet" icon="reset" disabled={!ready} onClick={() => choose({ a: b, b: a })}>
            Swap
          </Button>
          <Select label="b" value={b} onChange={(next) => choose({ b: next })} options={[...(b === "" ? [{ value: "", label: "choose" }] : []), ...others.map(optionOf)]} />
        </div>
      ) : (
        <Skeleton height={32} label="The audits are being read" />
      )}
      {error ? <ErrorNotice {...explainAuditError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {list.data && audits.length >= 2 && !ready ? (
        <EmptyState title={a === "" ? "Choose two audits" : "Choose the second audit"}>
          {others.length === 0 ? "No other complete audit has a suite in common with this one." : "Their paired differences, and the items whose outcome flips, are shown here."}
        </EmptyState>
      ) : null}
      {ready && !data && !error ? <Skeleton height={420} label="The audits are being compared" /> : null}
      {ready && data ? <Comparison key={`${a}/${b}`} comparison={data} titleOf={(id) => known.data?.suites.find((suite) => suite.id === id)?.title ?? id} /> : null}
    </>
  );
}
