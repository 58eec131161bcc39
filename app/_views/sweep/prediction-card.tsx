"use client";

import { useMemo, useState, type ReactElement } from "react";
import { CategoryLegend, ChartCard, Scatter, sequential, useTheme, type Cell, type ScatterPoint } from "@/lib/charts";
import { decimal, weight } from "@/lib/charts/format";
import { sweepColumn } from "@/lib/domain/sweep";
import { Segmented } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { cellOfPlace, placeKey, predictionOf, sweptCells } from "./build";
import type { SweepCardProps } from "./map-card";
import { placeName, unitOf } from "./names";
import { correlationText, signedNats } from "./words";

/** What was known beforehand against what was measured. */
export function PredictionCard({ view: { detail }, sweep, names, locked, onLock }: SweepCardProps): ReactElement {
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const { kind } = sweep;
  const expert = sweepColumn(kind) === "expert";
  const [wanted, setBy] = useState<"gate" | "contribution">("gate");
  const by = expert ? wanted : "contribution";
  const cells = useMemo(() => sweptCells(sweep, "own"), [sweep]);
  const found = useMemo(() => predictionOf(cells, by), [cells, by]);
  const points = useMemo(() => {
    const known = new Map(found.cells.map(({ cell, known: x, measured: y }) => [placeKey(cell), { x, y }]));
    return sweep.layers.flatMap((layer, row) => Array.from({ length: sweep.columns }, (_, column): ScatterPoint => ({ row, column, ...(known.get(placeKey({ layer, column })) ?? { x: Number.NaN, y: Number.NaN }) })));
  }, [sweep.layers, sweep.columns, found]);
  const colour = (row: number) => sequential(0.35 + 0.6 * (sweep.layers.length > 1 ? row / (sweep.layers.length - 1) : 0.5), theme);
  const gate = by === "gate";
  const [xTitle, yTitle] = gate ? ["gate weight", "size of the effect, |Δ| (nats)"] : ["direct contribution (logits)", "lost without it, −Δ (nats)"];
  const describe = ({ row, column }: Cell) => {
    const point = points[row * sweep.columns + column];
    if (!point || Number.isNaN(point.x)) return [];
    return [placeName(kind, { layer: sweep.layers[row] ?? 0, column }, display), gate ? `gate weight ${weight(point.x)} (measured)` : `direct contribution ${signedNats(point.x)} (derived)`, gate ? `|Δ| ${decimal(point.y, 4)} nats (measured)` : `−Δ ${signedNats(point.y)} nats (measured)`];
  };
  const point = locked ? cellOfPlace(sweep, locked) : null;
  return (
    <ChartCard
      title={gate ? "Does the router foretell it?" : "Does the direct contribution foretell it?"}
      help={gate ? "Each dot is an expert that was chosen here: how heavily the router weighed it, against what taking it away does." : `Each dot: what the part added directly to ${names.answer}, against what is lost without it.`}
      caveat={
        gate ? (
          <p>Routing statistics do not predict an expert’s causal effect: a heavy gate says that the router chose it, not that the answer needs it. Only taking it away shows that.</p>
        ) : (
          <p>The direct contribution leaves out what later layers make of the part, and what they do in its stead when it is gone. Where dots leave the diagonal, that is what happened.</p>
        )
      }
      provenance={{ kind: "derived", how: `Spearman’s rank correlation of the ${unitOf(kind).many} of which both are known; ${gate ? "gates" : "effects"} are measured${gate ? ", effects too" : ", contributions derived"}.` }}
      source={sourceLine(detail)}
      status={found.cells.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Nothing to compare", text: gate ? "Of no measured expert a gate weight at this position is known." : "Of no measured part a direct contribution is known." }}
      controls={
        expert ? (
          <Segmented
            label="Foretold by"
            size="s"
            value={wanted}
            onChange={setBy}
            options={[
              { value: "gate", label: "Gate weight" },
              { value: "contribution", label: "Direct contribution" },
            ]}
          />
        ) : undefined
      }
      legend={
        <CategoryLegend items={(sweep.layers.length > 1 ? [0, sweep.layers.length - 1] : [0]).map((row) => ({ label: `layer ${sweep.layers[row] ?? 0}`, colour: colour(row) }))} />
      }
      table={() => ({
        columns: [{ label: "layer", numeric: true }, { label: sweepColumn(kind), numeric: true }, { label: xTitle, numeric: true }, { label: yTitle, numeric: true }],
        rows: found.cells.map(({ cell, known, measured }) => [cell.layer, cell.column, known, measured]),
      })}
      footer={
        <p>
          {correlationText(found.correlation, found.cells.length)}. {gate ? "Whatever it is in this text: in general, routing statistics do not predict an expert’s causal effect." : ""}
        </p>
      }
    >
      <Scatter
        label={`${xTitle} against ${yTitle}, ${found.cells.length} dots`}
        points={points}
        rows={sweep.layers.length}
        columns={sweep.columns}
        xTitle={xTitle}
        yTitle={yTitle}
        colour={colour}
        describe={describe}
        locked={point}
        onLock={(cell) => onLock(cell && { layer: sweep.layers[cell.row] ?? 0, column: cell.column })}
        height={280}
      />
    </ChartCard>
  );
}
