"use client";

import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { isUsable, useChosenModel } from "@/app/_frame/chosen-model";
import { CompareTabs } from "@/app/_frame/compare/compare-tabs";
import { KeptStudies } from "@/app/_frame/study/kept-studies";
import { StartFidelity } from "@/app/_views/fidelity/start-fidelity";
import styles from "../page.module.css";

/** Two files of one model on the same texts, and what was compared before. */
export function FidelitiesPage(): ReactElement {
  const router = useRouter();
  const { model, models } = useChosenModel();
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1>Compare two files of one model</h1>
          <p className={styles.lead}>What a quantisation costs, token by token: how far its predictions lie from the other file’s, where another token leads, where routers choose other experts, and from where on it writes something else.</p>
        </div>
      </header>
      <CompareTabs />
      <StartFidelity models={models.filter(isUsable)} chosen={model?.id ?? null} onStarted={(id) => router.push(`/fidelity/${id}`)} />
      <KeptStudies kind="fidelity" label="Compared files" place="/fidelity" reading="What was compared is being read" />
    </main>
  );
}
