"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactElement } from "react";
import { useChosenModel } from "@/app/_frame/chosen-model";
import { explainError } from "@/lib/domain/explain-error";
import { modelsQuery } from "@/lib/query";
import { Button, EmptyState, ErrorNotice, Skeleton } from "@/lib/ui";
import { FetchSection } from "./fetch-section";
import { ModelCard } from "./model-card";
import page from "../page.module.css";
import styles from "./models.module.css";

/** Every model file that is there, and how to get more. */
export function ModelsPage(): ReactElement {
  const { data, error, refetch, isFetching } = useQuery(modelsQuery());
  const { model: chosen, choose } = useChosenModel();
  const available = data?.models.find((model) => model.details)?.details?.memory.availableBytes ?? null;
  return (
    <main id="content" className={page.page} tabIndex={-1}>
      <header className={page.header}>
        <div>
          <h1>Models</h1>
          <p className={page.lead}>The GGUF files in the models folder, and what can be seen inside each. Nothing is loaded until you run a prompt.</p>
        </div>
        <div className={page.actions}>
          <Link href="/models/experts">Experts over texts</Link>
          <Link href="/fidelity">Compare two files</Link>
          <Button icon="reset" busy={isFetching} onClick={() => void refetch()}>
            Look again
          </Button>
        </div>
      </header>
      {error && !data ? <ErrorNotice {...explainError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {data === undefined && !error ? (
        <div className={styles.grid}>
          <Skeleton height={300} label="The models are being read" />
          <Skeleton height={300} />
        </div>
      ) : null}
      {data?.models.length === 0 ? <EmptyState title="The models folder is empty">Fetch a model with one of the commands below, or copy a GGUF file into {data.folder}.</EmptyState> : null}
      <ul className={styles.grid} aria-label="Model files">
        {data?.models.map((model) => (
          <ModelCard key={model.id} model={model} chosen={model.id === chosen?.id} onChoose={() => choose(model.id)} />
        ))}
      </ul>
      <FetchSection folder={data?.folder ?? null} availableBytes={available} />
    </main>
  );
}
