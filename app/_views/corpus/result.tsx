"use client";

import { useMemo, type ReactElement } from "react";
import { count, percent } from "@/lib/charts/format";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import { VisuallyHidden } from "@/lib/ui";
import { Facts } from "../study/facts";
import layout from "../study/layout.module.css";
import { DomainCard, ExpertCard, LayersTable, LoadCard, PairCard } from "./corpus-cards";
import { useCorpusView } from "./use-corpus-view";

export const sourceOf = ({ model, texts, tokens }: ExpertCorpusStatistics, title: string): string => `${model.fileName}, “${title}”: ${count(texts)} texts, ${count(tokens)} tokens`;

/** The statistics of one model over one set of texts. */
export function CorpusResult({ statistics, title }: { statistics: ExpertCorpusStatistics; title: string }): ReactElement | null {
  const view = useCorpusView(statistics);
  const source = useMemo(() => sourceOf(statistics, title), [statistics, title]);
  if (!view) return null;
  const { model, texts, tokens, domains, experts, used, uniform } = statistics;
  const facts = [
    { term: "model", value: `${model.fileName} · ${model.architecture} · ${model.quantisation}` },
    { term: "texts", value: count(texts) },
    { term: "tokens", value: count(tokens) },
    { term: "domains", value: count(domains.length) },
    { term: "experts", value: `${used} of ${experts} a token (even share ${percent(uniform)})` },
    { term: "SHA-256 of the model", value: model.sha256.slice(0, 12) },
  ];
  const card = { statistics, view, source };
  return (
    <div className={layout.result}>
      <VisuallyHidden as="h2">What was counted</VisuallyHidden>
      <Facts facts={facts} />
      <LoadCard {...card} />
      <LayersTable statistics={statistics} />
      <DomainCard {...card} />
      <div className={layout.pair}>
        <ExpertCard {...card} />
        <PairCard {...card} />
      </div>
    </div>
  );
}
