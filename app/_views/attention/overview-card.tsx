"use client";

import { memo, useMemo, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, SmallMultiples, useTheme, valueScale, type Cell, type ChartStatus } from "@/lib/charts";
import { percent } from "@/lib/charts/format";
import { headMetricSchema } from "@/lib/domain/view-state";
import { tensorNames } from "@/lib/trace/names";
import { Select, Switch } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import { floats } from "../inspection/tensor-data";
import { useTensor } from "../inspection/use-tensor";
import type { ViewProps } from "../view-contract";
import { headTable, metricOfHeads, metricsOf, thumbnails } from "./build";
import { metricInfo } from "./metrics";
import type { HeadState } from "./use-head";

export interface HeadCardProps {
  /** Without what passes under the pointer elsewhere: these charts are not drawn again for that. */
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  head: HeadState;
  /** Linked between the charts of heads. */
  preview: Cell | null;
  onPreview: (cell: Cell | null) => void;
}

const overviewOptions = [{ value: "maps" as const, label: "Maps" }, ...headMetricSchema.options.map((metric) => ({ value: metric, label: metricInfo[metric].label }))];

/** Lines about one head: its name and all its figures. */
export function describeHead(head: HeadState, { row, column }: Cell): string[] {
  const name = `Layer ${row}, head ${column}`;
  if (!head.metrics) return [name];
  const values = metricsOf(head.metrics, head.grid, { layer: row, head: column });
  return [name, ...headMetricSchema.options.map((metric) => `${metricInfo[metric].label.toLowerCase()} ${metricInfo[metric].format(values[metric])}`)];
}

export function lockedCell(head: HeadState): Cell | null {
  return head.choice ? { row: head.choice.layer, column: head.choice.head } : null;
}

/** All heads at a glance: a thumbnail of each map, or one figure each. */
export const OverviewCard = memo(function OverviewCard({ view, head, preview, onPreview }: HeadCardProps): ReactElement {
  const { detail, state, setState } = view;
  const theme = useTheme();
  const { layers, heads } = head.grid;
  const size = detail.manifest.attention?.pooledSize ?? 0;
  const maps = state.overview === "maps";
  const pooled = useTensor(detail.summary.id, tensorNames.attentionPooled, "", maps);
  const first = useTensor(detail.summary.id, tensorNames.attentionPooledFirst, "", maps);

  const values = useMemo(() => {
    if (state.overview !== "maps") return head.metrics ? metricOfHeads(head.metrics, head.grid, state.overview) : null;
    if (!pooled.data || !first.data) return null;
    return thumbnails(floats(pooled.data, [layers, heads, size, size]), floats(first.data, [layers, heads, size]), size, state.hide);
  }, [state.overview, state.hide, head.metrics, head.grid, pooled.data, first.data, layers, heads, size]);

  const info = state.overview === "maps" ? null : metricInfo[state.overview];
  const scale = useMemo(() => (maps ? valueScale("root", [0, 1], theme) : valueScale("linear", [0, roundUp(largest(values ?? []))], theme)), [maps, values, theme]);
  const firstShare = useMemo(() => {
    if (!head.metrics) return null;
    const all = metricOfHeads(head.metrics, head.grid, "first");
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  }, [head.metrics, head.grid]);

  const failed = head.loaded.error ? head.loaded : maps ? [pooled, first].find((loaded) => loaded.error) : undefined;
  const status: ChartStatus = failed
    ? { kind: "error", error: failed.error, retry: failed.retry }
    : values && head.metrics
      ? { kind: "ready" }
      : { kind: "loading", height: 40 + layers * 40, label: "Reading the attention of all heads" };

  return (
    <ChartCard
      title="All heads"
      help={info ? `One square a head, coloured by ${info.means}.` : "One small map a head: each row is a token that reads, each column a token that is read. Click one to see it large."}
      caveat={
        <>
          <p>Attention is where a head reads, not why the model answered. A head that reads a word may do nothing with it.</p>
          {maps ? <p>In texts longer than {size} tokens a thumbnail shows the largest weight of each patch, so faint reading looks stronger than it is. Colours follow the square root, so that small weights can be seen.</p> : <p>A figure is a mean over the whole text; a head may behave quite differently at one token.</p>}
        </>
      }
      provenance={maps ? { kind: "measured", how: "Weights read from the run." } : { kind: "derived", how: "Mean over all tokens but the first, computed from the exact weights during the run." }}
      source={sourceLine(detail)}
      status={status}
      controls={
        <>
          <Select label="Show" size="s" value={state.overview} options={overviewOptions} onChange={(overview) => setState({ overview })} />
          <Switch label={firstShare === null ? "Hide first token" : `Hide first token (it draws ${percent(firstShare)} of all weight)`} checked={state.hide} onChange={(hide) => setState({ hide })} />
        </>
      }
      legend={<ScaleLegend scale={scale} title={info ? info.axis : "attention weight"} {...(info ? { format: info.format } : {})} />}
      table={() => headTable(head.metrics ?? [], head.grid)}
    >
      <SmallMultiples
        label={`Attention of ${layers} layers with ${heads} heads each, ${info ? info.axis : "as maps"}`}
        rows={layers}
        columns={heads}
        size={maps ? size : 1}
        values={values ?? new Float32Array(0)}
        scale={scale}
        rowTitle="layer"
        columnTitle="head"
        describe={(cell) => describeHead(head, cell)}
        locked={lockedCell(head)}
        held={head.locked}
        onLock={(cell) => setState(cell ? { l: cell.row, h: cell.column } : { l: undefined, h: undefined })}
        onPreview={onPreview}
        marked={preview}
      />
    </ChartCard>
  );
});
