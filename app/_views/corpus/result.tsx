"use client";

import { useMemo, type ReactElement } from "react";
import { count, percent } from "@/lib/charts/format";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import { VisuallyHidden } from "@/lib/ui";
import { DomainCard, ExpertCard, LayersTable, LoadCard, PairCard } from "./corpus-cards";
import { useCorpusView } from "./use-corpus-view";
import styles from "./corpus.module.css";

export const sourceOf = ({ model, texts, tokens }: ExpertCorpusStatistics, title: string): string => `${model.fileName}, “${title}”: ${count(texts)} texts, ${count(tokens)} tokens`;

/** The statistics of one model over one set of texts. */
export function CorpusResult({ statistics, title }: { statistics: ExpertCorpusStatistics; title: string }): ReactElement | null {
  const view = useCorpusView(statistics);
  const source = useMemo(() => sourceOf(statistics, title), [statistics, title]);
  if (!view) return null;
  const { model, texts, tokens, domains, experts, used, uniform } = statistics;
  const facts = [
    ["model", `${model.fileName} · ${model.architecture} · ${model.quantisation}`],
    ["texts", count(texts)],
    ["tokens", count(tokens)],
    ["domains", count(domains.length)],
    ["experts", `${used} of ${experts} a token (even share ${percent(uniform)})`],
    ["SHA-256 of the model", model.sha256.slice(0, 12)],
  ] as const;
  const card = { statistics, view, source };
  return (
    <div className={styles.result}>
      <VisuallyHidden as="h2">What was counted</VisuallyHidden>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <LoadCard {...card} />
      <LayersTable statistics={statistics} />
      <DomainCard {...card} />
      <div className={styles.pair}>
        <ExpertCard {...card} />
        <PairCard {...card} />
      </div>
    </div>
  );
}
