"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { isUsable, useChosenModel } from "@/app/_frame/chosen-model";
import { explainAuditError } from "@/app/_views/audit/explain";
import { useHydrated } from "@/app/_frame/hydrated";
import { AddSuite } from "@/app/_views/audit/start/add-suite";
import { firstPlan, requestOf, secondsFor } from "@/app/_views/audit/start/plan";
import { PreviewItems } from "@/app/_views/audit/start/preview-items";
import { StartPanel } from "@/app/_views/audit/start/start-panel";
import { SuiteChoice } from "@/app/_views/audit/start/suite-choice";
import start from "@/app/_views/audit/start/start.module.css";
import { deleteSuite, previewAudit, startAudit, suitesQuery } from "@/lib/query/audits";
import { Button, EmptyState, ErrorNotice, Icon, Skeleton } from "@/lib/ui";
import styles from "../page.module.css";

/** Choosing what to audit with what, before anything is scored. */
export function NewAuditPage(): ReactElement {
  const hydrated = useHydrated();
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/audits" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Audits
          </Link>
          <h1>New audit</h1>
          <p className={styles.lead}>Everything that decides what counts as a finding is declared here, before the first text is scored.</p>
        </div>
      </header>
      {hydrated ? (
        <Suspense>
          <Chooser />
        </Suspense>
      ) : (
        <Skeleton height={420} label="The suites are being read" />
      )}
    </main>
  );
}

function Chooser(): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const wished = useSearchParams().get("suites");
  const [plan, setPlan] = useState(() => firstPlan(wished ? wished.split(",") : []));
  const { model, choose, models } = useChosenModel();
  const suites = useQuery(suitesQuery());
  const known = suites.data?.suites ?? [];
  const request = requestOf({ ...plan, suites: plan.suites.filter((id) => known.some((suite) => suite.id === id)) }, model?.id ?? null, known);
  const preview = useQuery({
    queryKey: ["audit-preview", request],
    queryFn: () => (request ? previewAudit(request, false) : null),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const [speed, setSpeed] = useState<{ model: string; unitsPerSecond: number } | null>(null);
  const [busy, setBusy] = useState<"probe" | "start" | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const rate = speed !== null && speed.model === model?.id ? speed.unitsPerSecond : null;
  const shown = request === null ? undefined : (preview.data ?? undefined);

  const attempt = async (kind: "probe" | "start", work: () => Promise<void>) => {
    setBusy(kind);
    setProblem(null);
    try {
      await work();
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(null);
    }
  };
  const probe = () =>
    attempt("probe", async () => {
      if (!request || !model) return;
      const { unitsPerSecond } = await previewAudit(request, true);
      if (unitsPerSecond !== null) setSpeed({ model: model.id, unitsPerSecond });
    });
  const begin = () =>
    attempt("start", async () => {
      if (request) router.push(`/audits/${encodeURIComponent((await startAudit(request)).id)}`);
    });
  const refresh = () => client.invalidateQueries({ queryKey: suitesQuery().queryKey });
  const remove = (id: string) => {
    void attempt("start", async () => {
      await deleteSuite(id);
      setPlan((current) => ({ ...current, suites: current.suites.filter((other) => other !== id) }));
      await refresh();
    });
  };

  return (
    <>
      {problem ? <ErrorNotice {...explainAuditError(problem)} action={<Button size="s" onClick={() => setProblem(null)}>Dismiss</Button>} /> : null}
      <div className={start.layout}>
        <section className={start.section} aria-labelledby="suites">
          <h2 id="suites">Suites</h2>
          {suites.error ? <ErrorNotice {...explainAuditError(suites.error)} action={<Button size="s" onClick={() => void suites.refetch()}>Try again</Button>} /> : null}
          {suites.data ? null : suites.error ? null : <Skeleton height={420} label="The suites are being read" />}
          {known.length > 0 ? (
            <ul className={start.suites} aria-label="Suites to choose from">
              {known.map((suite) => {
                const entry = shown?.suites.find((candidate) => candidate.suite === suite.id);
                return (
                  <SuiteChoice
                    key={suite.id}
                    suite={suite}
                    plan={plan}
                    onPlan={setPlan}
                    items={entry?.trials ?? null}
                    seconds={secondsFor(shown, suite.id, rate)}
                    lackingWords={entry?.lackingWords ?? []}
                    onDelete={suite.source === "bundled" ? null : () => remove(suite.id)}
                  />
                );
              })}
            </ul>
          ) : null}
          <AddSuite
            onAdded={(id) => {
              void refresh();
              setPlan((current) => ({ ...current, suites: current.suites.includes(id) ? current.suites : [...current.suites, id] }));
            }}
          />
        </section>
        <StartPanel
          plan={plan}
          onPlan={setPlan}
          models={models.filter(isUsable)}
          model={model}
          onModel={choose}
          preview={shown}
          previewProblem={preview.error}
          unitsPerSecond={rate}
          busy={busy}
          canStart={request !== null && !preview.error}
          onProbe={() => void probe()}
          onStart={() => void begin()}
        />
      </div>
      <section className={start.section} aria-labelledby="preview">
        <h2 id="preview">Ten items, as they will be scored</h2>
        {shown ? <PreviewItems preview={shown} /> : plan.suites.length === 0 ? <EmptyState title="No suite chosen">Choose one above to see its items.</EmptyState> : preview.isFetching ? <Skeleton height={200} label="Items are being rendered" /> : null}
      </section>
    </>
  );
}
