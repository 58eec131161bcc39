"use client";

import { useMemo, type ReactElement } from "react";
import { GateBars, ChartCard, largest, roundUp, ScaleLegend, useTheme, valueScale, visibleScale, type Cell } from "@/lib/charts";
import { exact, weight } from "@/lib/charts/format";
import { sourceLine, tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { gateRows, gateTable, marginSentence, slotsOf, type RoutedLayer } from "./build";
import type { ExpertChoice } from "./use-routing";

export interface GatesCardProps {
  props: ViewProps;
  layers: readonly RoutedLayer[];
  token: number;
  choice: ExpertChoice;
}

/** Layer by layer, the experts that one token chose. */
export function GatesCard({ props, layers, token, choice }: GatesCardProps): ReactElement {
  const { detail, setState } = props;
  const { shape } = detail.manifest.model;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const name = tokenName(display, token);
  const rows = useMemo(() => gateRows(shape, layers, token), [shape, layers, token]);
  const heaviest = roundUp(largest(rows.flatMap((row) => row.segments.map((segment) => segment.weight))));
  const scale = useMemo(() => visibleScale(valueScale("linear", [0, heaviest], theme), 0.14), [heaviest, theme]);

  const slotAt = (cell: Cell) => {
    const routed = layers.find(({ layer }) => layer === cell.row);
    const slot = routed ? slotsOf(routed, token)[cell.column] : undefined;
    return routed && slot ? { routed, slot } : null;
  };
  const describe = (cell: Cell) => {
    const found = slotAt(cell);
    if (!found) return [`Layer ${cell.row}`];
    return [
      `Layer ${cell.row}, expert ${found.slot.expert}`,
      `gate weight ${weight(found.slot.weight)} (exactly ${exact(Number(found.slot.weight.toPrecision(4)))})`,
      marginSentence(found.routed.margins[token] ?? Number.NaN),
    ];
  };
  const place = slotsOf(choice.routed, token).findIndex(({ expert }) => expert === choice.expert);
  const shared = shape.sharedExperts;

  return (
    <ChartCard
      title={`Where ${name} went`}
      help={`In each layer the router sends the token to ${shape.expertsUsed} of ${shape.experts} experts; a longer piece is a heavier gate. Click a piece to see everything that expert got.`}
      caveat={
        <>
          <p>Which experts are chosen does not tell what they contribute: an expert with a small gate can matter more than one with a large gate. Only switching it off would show.</p>
          <p>The margin is between selection scores{shape.routerGate === "sigmoid" ? ", which include the router’s balancing bias and group limit" : ""}: a tiny margin means the choice could easily have fallen otherwise.</p>
        </>
      }
      provenance={{ kind: "measured", how: "Choices and gates as the model used them, after normalising and scaling." }}
      source={sourceLine(detail)}
      legend={<ScaleLegend scale={scale} title={`gate weight (${shape.routerGate ?? "softmax"} router)`} width={150} />}
      table={() => gateTable(layers, token)}
      footer={
        shared > 0
          ? `${shared === 1 ? "One shared expert" : `${shared} shared experts`} also ${shared === 1 ? "works" : "work"} on every token in every layer with a router, without a gate.`
          : "This model has no shared experts: only the chosen ones work on a token."
      }
    >
      <GateBars
        label={`Experts that ${name} chose in each layer`}
        rows={rows}
        rowTitle="layer"
        barTitle="gate weights of the chosen experts"
        figureTitle="margin"
        scale={scale}
        describe={describe}
        locked={place < 0 ? null : { row: choice.routed.layer, column: place }}
        held={choice.locked}
        onLock={(cell) => {
          const found = cell ? slotAt(cell) : null;
          setState(found ? { l: found.routed.layer, e: found.slot.expert } : { e: undefined });
        }}
      />
    </ChartCard>
  );
}
