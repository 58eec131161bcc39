"use client";

import { useMemo, type ReactElement } from "react";
import { Bars, ChartCard, HeatMap, indexLabels, largest, roundUp, ScaleLegend, useTheme, valueScale, type Cell, type ChartStatus } from "@/lib/charts";
import { exact, percent, probability, tick } from "@/lib/charts/format";
import { sourceLine } from "../inspection/names";
import type { EffectCardProps } from "./answer-card";
import { expertList, headChanges, routedChanges } from "./build";
import styles from "./intervene.module.css";

const CAVEAT = "That a head or expert further on behaves otherwise shows that the change reached it; whether the answer changed because of that would take another edit.";

/** Which heads read otherwise. */
export function HeadsCard({ props, effect }: EffectCardProps): ReactElement {
  const { detail, state, setState } = props;
  const { layers, heads } = detail.manifest.model.shape;
  const theme = useTheme();
  const values = useMemo(() => headChanges(effect.layers, heads), [effect.layers, heads]);
  const most = roundUp(largest(values ?? []));
  const scale = useMemo(() => valueScale("linear", [0, most], theme), [most, theme]);
  const labels = useMemo(() => ({ rows: indexLabels(layers), columns: indexLabels(heads) }), [layers, heads]);
  const at = ({ row, column }: Cell): number => values?.[row * heads + column] ?? NaN;
  const status: ChartStatus = values ? { kind: "ready" } : { kind: "empty", title: "Not measured", text: "The attention of this text is too large to be kept whole, or cannot be read from this model." };
  return (
    <ChartCard
      title="Heads that read otherwise"
      help="How differently each head reads in the two runs, over the tokens up to the asked place. Click a head to look at it in this inspection."
      caveat={CAVEAT}
      provenance={{ kind: "derived", how: "Half the summed difference of the two rows of attention (total variation), a mean over the tokens read; 0 the same, 1 nothing in common." }}
      source={sourceLine(detail, true)}
      status={status}
      legend={<ScaleLegend scale={scale} title="attention that moved" format={tick} />}
      table={
        values
          ? () => ({ columns: [{ label: "layer", numeric: true }, { label: "head", numeric: true }, { label: "attention that moved", numeric: true }], rows: Array.from(values, (value, i) => [Math.floor(i / heads), i % heads, Number.isNaN(value) ? null : value]) })
          : undefined
      }
    >
      {values ? (
        <HeatMap
          label={`Difference in attention of ${layers} layers by ${heads} heads`}
          rows={layers}
          columns={heads}
          values={values}
          scale={scale}
          rowLabels={labels.rows}
          columnLabels={labels.columns}
          rowTitle="layer"
          columnTitle="head"
          describe={(cell) => [`Layer ${cell.row}, head ${cell.column}`, `${probability(at(cell))} of its attention moved (exactly ${exact(Number(at(cell).toPrecision(4)))})`]}
          locked={state.l !== undefined && state.h !== undefined && state.l < layers && state.h < heads ? { row: state.l, column: state.h } : null}
          onLock={(cell) => setState(cell ? { l: cell.row, h: cell.column, tab: "attention" } : { h: undefined })}
          maxHeight={300}
        />
      ) : null}
    </ChartCard>
  );
}

/** Which experts came into the choice and which went out of it. */
export function ExpertsCard({ props, effect }: EffectCardProps): ReactElement | null {
  const { detail, setState } = props;
  const changes = useMemo(() => routedChanges(effect.layers), [effect.layers]);
  const most = roundUp(largest(changes.map(({ changed }) => changed)));
  if (detail.manifest.model.shape.experts === 0) return null;
  const status: ChartStatus = changes.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Not measured", text: "The routing of this model cannot be read." };
  const moved = changes.filter(({ came, went }) => came.length + went.length > 0);
  return (
    <ChartCard
      title="Experts that came and went"
      help="Where the router chooses otherwise with the edits, over the tokens up to the asked place. Click a layer to look at its experts in this inspection."
      caveat={CAVEAT}
      provenance={{ kind: "derived", how: "1 − |A ∩ B| / |A ∪ B| of the experts that either run chose, a mean over the tokens read. An expert that is switched off is still chosen; its gate is 0." }}
      source={sourceLine(detail, true)}
      status={status}
      table={() => ({
        columns: [{ label: "layer", numeric: true }, { label: "share of the choice that changed", numeric: true }, { label: "expert", numeric: true }, { label: "came (tokens)", numeric: true }, { label: "went (tokens)", numeric: true }],
        rows: effect.layers.flatMap(({ layer, routing }) => (routing ? (routing.experts.length > 0 ? routing.experts.map(({ expert, comes, goes }) => [layer, 1 - routing.jaccard, expert, comes, goes]) : [[layer, 1 - routing.jaccard, null, 0, 0]]) : [])),
      })}
      footer={moved.length === 0 ? "Every token chooses the same experts as before." : undefined}
    >
      <Bars
        label="Share of the choice of experts that changed, by layer"
        mono={false}
        labelWidth={0.2}
        full={most}
        items={changes.map(({ layer, changed, came, went }) => ({
          key: String(layer),
          label: `layer ${layer}`,
          value: changed,
          valueText: percent(changed),
          title: `Layer ${layer}: ${percent(changed)} of the choice changed (exactly ${exact(Number(changed.toPrecision(4)))})${came.length > 0 ? `; came: ${expertList(came)}` : ""}${went.length > 0 ? `; went: ${expertList(went)}` : ""}`,
        }))}
        onSelect={(key) => setState({ tab: "experts", l: Number(key), e: undefined })}
      />
      <p className={styles.axis}>
        <span data-figure="text">share of the choice that changed, 0 … {percent(most)}</span>
      </p>
      {moved.length > 0 ? (
        <ul className={styles.moves} aria-label="Experts by layer">
          {moved.map(({ layer, came, went }) => (
            <li key={layer} data-figure="text">
              Layer {layer}: {[came.length > 0 ? `came ${expertList(came)}` : "", went.length > 0 ? `went ${expertList(went)}` : ""].filter((part) => part !== "").join("; ")}
            </li>
          ))}
        </ul>
      ) : null}
    </ChartCard>
  );
}
