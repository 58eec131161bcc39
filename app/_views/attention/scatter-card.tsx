"use client";

import { memo, useMemo, type ReactElement } from "react";
import { ChartCard, Scatter, ScaleLegend, useTheme, valueScale, visibleScale } from "@/lib/charts";
import { headMetricSchema } from "@/lib/domain/view-state";
import { Select } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import { headPoints, headTable } from "./build";
import { metricInfo } from "./metrics";
import { describeHead, lockedCell, type HeadCardProps } from "./overview-card";

const options = headMetricSchema.options.map((metric) => ({ value: metric, label: metricInfo[metric].label, hint: metricInfo[metric].means }));
const HEIGHT = 300;

/** All heads by two of their figures, so that kinds of heads come apart. */
export const ScatterCard = memo(function ScatterCard({ view, head, preview, onPreview }: HeadCardProps): ReactElement {
  const { detail, state, setState } = view;
  const theme = useTheme();
  const { layers, heads } = head.grid;
  const points = useMemo(() => (head.metrics ? headPoints(head.metrics, head.grid, state.x, state.y) : []), [head.metrics, head.grid, state.x, state.y]);
  const byLayer = useMemo(() => visibleScale(valueScale("linear", [0, Math.max(1, layers - 1)], theme)), [layers, theme]);
  const [x, y] = [metricInfo[state.x], metricInfo[state.y]];

  return (
    <ChartCard
      title="Kinds of heads"
      help={`Each dot is a head: to the right, ${x.means}; upwards, ${y.means}.`}
      caveat="Heads with the same figures can do different things. The figures are means over this text alone; another text may place a head elsewhere."
      provenance={{ kind: "derived", how: "Means over all tokens but the first, computed from the exact weights during the run." }}
      source={sourceLine(detail)}
      status={head.loaded.error ? { kind: "error", error: head.loaded.error, retry: head.loaded.retry } : head.metrics ? { kind: "ready" } : { kind: "loading", height: HEIGHT, label: "Reading the figures of all heads" }}
      controls={
        <>
          <Select label="Right" size="s" value={state.x} options={options} onChange={(metric) => setState({ x: metric })} />
          <Select label="Up" size="s" value={state.y} options={options} onChange={(metric) => setState({ y: metric })} />
        </>
      }
      legend={<ScaleLegend scale={byLayer} title="layer" format={(value) => String(Math.round(value))} width={110} />}
      table={() => headTable(head.metrics ?? [], head.grid)}
    >
      <Scatter
        label={`Heads by ${x.axis} and ${y.axis}`}
        points={points}
        rows={layers}
        columns={heads}
        xTitle={x.axis}
        yTitle={y.axis}
        colour={byLayer.colour}
        describe={(cell) => describeHead(head, cell)}
        locked={lockedCell(head)}
        held={head.locked}
        onLock={(cell) => setState(cell ? { l: cell.row, h: cell.column } : { l: undefined, h: undefined })}
        onPreview={onPreview}
        marked={preview}
        height={HEIGHT}
      />
    </ChartCard>
  );
});
