"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { isUsable, useChosenModel } from "@/app/_frame/chosen-model";
import { KeptStudies } from "@/app/_frame/study/kept-studies";
import { StartCorpus } from "@/app/_views/corpus/start-corpus";
import { Icon } from "@/lib/ui";
import styles from "../page.module.css";

/** Counting experts over texts, and what was counted. */
export function ExpertsPage(): ReactElement {
  const router = useRouter();
  const { model, models } = useChosenModel();
  const withExperts = models.filter((one) => isUsable(one) && (one.details?.shape.experts ?? 0) > 0);
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/models" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Models
          </Link>
          <h1>Experts over texts</h1>
          <p className={styles.lead}>
            One prompt says little about what an expert is for. Here a model reads many labelled texts, and every choice of its routers is counted: which experts are busy, which domains and tokens go where, which are chosen together.
          </p>
        </div>
      </header>
      <StartCorpus models={withExperts} chosen={model?.id ?? null} onStarted={(ids) => (ids.length === 1 && ids[0] !== undefined ? router.push(`/models/experts/${ids[0]}`) : undefined)} />
      <KeptStudies
        kind="corpus-experts"
        label="Counts of experts"
        place="/models/experts"
        reading="The counts are being read"
        onCompare={(a, b) => router.push(`/models/experts/compare?${new URLSearchParams({ a, b })}`)}
      />
    </main>
  );
}
