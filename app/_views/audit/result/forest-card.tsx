"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, ForestPlot, ochre, useTheme } from "@/lib/charts";
import type { Finding } from "@/lib/domain/finding";
import { metricWords } from "@/lib/domain/metric-words";
import { Select } from "@/lib/ui";
import { valueText } from "@/lib/findings/words";
import { findingTable, forestOf } from "@/lib/findings/forest";
import styles from "./result.module.css";

export interface ForestCardProps {
  findings: readonly Finding[];
  metrics: readonly string[];
  metric: string;
  onMetric: (metric: string) => void;
  source: string;
  complete: boolean;
}

/** All groups of one metric against "no effect". Where the truth was planted, it stands beside what was measured. */
export function ForestCard({ findings, metrics, metric, onMetric, source, complete }: ForestCardProps): ReactElement {
  const forest = useMemo(() => forestOf(findings, metric), [findings, metric]);
  const words = metricWords(metric);
  const unit = findings.find(({ id }) => id === metric)?.unit ?? "score";
  const empty = [...forest.rows, ...forest.controls].every(({ estimate }) => estimate === null);
  const reason = findings.find(({ id, estimate, notes }) => id === metric && estimate === null && notes.length > 0)?.notes.join(" ");
  return (
    <ChartCard
      title={forest.hasKnown ? "Planted and measured" : "Groups"}
      help={
        forest.hasKnown
          ? "Each row is a subject whose share was planted in the model’s training text (◇, with its tolerance below) and what was measured of it (bar). The workbench checks itself here."
          : `${words.title}: one row a group, its 95\u202f% interval as a bar with the estimate marked. A bar across the line of no effect cannot be told from none.`
      }
      caveat={
        <>
          <p>Groups are compared with “no effect”, not with one another: two bars that do not overlap are no test of a difference.</p>
          <p>Intervals resample whole templates, since wordings of one template stand or fall together.</p>
        </>
      }
      provenance={complete ? { kind: "derived", how: "Computed from the log-probabilities measured in this audit, with intervals by cluster." } : { kind: "estimated", how: "From the items scored so far; it will move." }}
      source={source}
      status={empty ? { kind: "empty", title: "Nothing to draw", text: reason ?? "This metric is undefined on these items: there are too few of them, or none of the kind that it needs." } : { kind: "ready" }}
      controls={
        metrics.length > 1 ? <Select label="Metric" size="s" value={metric} onChange={onMetric} options={metrics.map((id) => ({ value: id, label: metricWords(id).title }))} /> : undefined
      }
      legend={<ForestLegend spread={forest.hasSpread} known={forest.hasKnown} />}
      table={() => findingTable(findings.filter(({ id }) => id === metric))}
      footer={
        forest.hasKnown
          ? `${forest.withinTolerance.within} of ${forest.withinTolerance.of} subjects were measured within the tolerance of what was planted.`
          : forest.leftToTable > 0
            ? `${forest.leftToTable} more, intersections among them, are in the table below.`
            : undefined
      }
    >
      <ForestPlot
        label={`${words.title}, by group`}
        rows={forest.rows}
        controls={forest.controls}
        nullLabel="no effect"
        axisTitle={words.axis}
        format={(value) => valueText(unit, value)}
      />
    </ChartCard>
  );
}

function ForestLegend({ spread, known }: { spread: boolean; known: boolean }): ReactElement {
  const theme = useTheme();
  return (
    <ul className={styles.legend}>
      <li>
        <svg data-figure="svg" width={22} height={10} aria-hidden="true">
          <rect y={1} width={22} height={8} rx={1} fill={ochre[theme]} fillOpacity={0.55} />
        </svg>
        <span data-figure="text">detected</span>
      </li>
      <li>
        <svg data-figure="svg" width={22} height={10} aria-hidden="true">
          <rect className={styles.inkSwatch} y={1} width={22} height={8} rx={1} fillOpacity={0.5} />
        </svg>
        <span data-figure="text">not detected</span>
      </li>
      <li>
        <svg data-figure="svg" width={22} height={10} aria-hidden="true">
          <rect className={styles.hatchFrame} x={0.5} y={1.5} width={21} height={7} rx={1} />
          <path className={styles.hatchSwatch} d="M2,8L8,2M7,8L13,2M12,8L18,2M17,8L20,5" />
        </svg>
        <span data-figure="text">inconclusive</span>
      </li>
      <li>
        <svg data-figure="svg" width={22} height={10} aria-hidden="true">
          <rect className={styles.quietSwatch} y={1} width={22} height={8} rx={1} />
        </svg>
        <span data-figure="text">control, or no verdict</span>
      </li>
      {spread ? (
        <li>
          <svg data-figure="svg" width={22} height={12} aria-hidden="true">
            <rect className={styles.inkSwatch} width={22} height={12} rx={2} fillOpacity={0.1} />
          </svg>
          <span data-figure="text">spread over phrasings</span>
        </li>
      ) : null}
      {known ? (
        <li>
          <svg data-figure="svg" width={22} height={12} aria-hidden="true">
            <line className={styles.hatchSwatch} x1={0} x2={22} y1={6} y2={6} />
            <path className={styles.diamond} d="M11,2l4,4l-4,4l-4,-4Z" />
          </svg>
          <span data-figure="text">planted, with tolerance</span>
        </li>
      ) : null}
    </ul>
  );
}
