"use client";

import { useState, type ReactElement } from "react";
import { ChartCard, ForestPlot } from "@/lib/charts";
import { metricWords } from "@/lib/domain/metric-words";
import { Select } from "@/lib/ui";
import { differenceRows, differenceTable, PAIRED, type SuiteComparison } from "./build";

/** One metric's differences by group, the paired one of the items' own effects first. Metrics differ in unit: never two on one axis. */
export function Differences({ suite, title, source }: { suite: SuiteComparison; title: string; source: string }): ReactElement {
  const metrics = [...new Set(suite.metrics.map(({ id }) => id))];
  const [chosen, choose] = useState(PAIRED);
  const metric = metrics.includes(chosen) ? chosen : (metrics[0] ?? PAIRED);
  const { rows, controls } = differenceRows(suite, metric);
  return (
    <ChartCard
      title={`Differences, b minus a: ${title}`}
      help="The same items in both audits; intervals and tests resample whole templates of both together. In ink: different by interval and by test."
      caveat="Two intervals of single audits that overlap say nothing about their difference; this one does. A difference between two files is no verdict about either."
      provenance={{ kind: "derived", how: "Paired cluster bootstrap on the items that both audits scored." }}
      source={source}
      status={rows.length + controls.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No paired items", text: "No item was scored in both." }}
      controls={metrics.length > 1 ? <Select label="Metric" size="s" value={metric} onChange={choose} options={metrics.map((id) => ({ value: id, label: metricWords(id).title }))} /> : undefined}
      table={() => differenceTable(suite)}
    >
      <ForestPlot label="Differences, b minus a" rows={rows} controls={controls} nullLabel="no difference" axisTitle={metric === PAIRED ? metricWords(PAIRED).axis : "b − a"} />
    </ChartCard>
  );
}
