"use client";

import { useMemo, useState, type ReactElement } from "react";
import { ChartCard, HeatMap, roundUp, ScaleLegend, useTheme, valueScale, type Cell, type ChartStatus } from "@/lib/charts";
import { decimal, percent } from "@/lib/charts/format";
import { figureOf, sweepColumn, type Sweep, type SweepPlace } from "@/lib/domain/sweep";
import { placeKey } from "@/lib/domain/sweep-map";
import { kindWords } from "@/lib/domain/sweep-words";
import { Segmented } from "@/lib/ui";
import { sourceLine, tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { AnswerNames } from "../prompt-parts/use-answer-names";
import { floorText, scaleFigure } from "../study/effect-words";
import type { ViewProps } from "../view-contract";
import { cellOfPlace, effectMap, isSignificant, sweepTable, sweptCells, type SweepOver } from "./build";
import { CellActions, type CellActionsProps } from "./cell-actions";
import { placeName, unitOf } from "./names";
import { effectTitle } from "./use-sweep-names";
import { cellLines } from "./words";
import { DiamondKey } from "./diamond-key";
import styles from "./sweep.module.css";

export interface SweepCardProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  sweep: Sweep;
  names: AnswerNames;
  locked: SweepPlace | null;
  onLock: (place: SweepPlace | null) => void;
}

export interface MapCardProps extends SweepCardProps {
  /** More is being measured. */
  underWay: boolean;
  actions: Pick<CellActionsProps, "edit" | "open">;
}

const ready: ChartStatus = { kind: "ready" };

/** Every cell's effect, layers by columns. */
export function MapCard({ view, sweep, names, locked, onLock, underWay, actions }: MapCardProps): ReactElement {
  const { detail } = view;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const [wanted, setOver] = useState<SweepOver>("own");
  const over: SweepOver = sweep.tested.length > 0 ? wanted : "own";
  const { kind, own } = sweep;
  const what = sweepColumn(kind);
  const cells = useMemo(() => sweptCells(sweep, over), [sweep, over]);
  // What is said of a cell is this text's figure, with the mean over the texts as a line of its own.
  const byPlace = useMemo(() => new Map(sweptCells(sweep, "own").map((cell) => [placeKey(cell), cell])), [sweep]);
  const values = useMemo(() => effectMap(sweep, cells), [sweep, cells]);
  const most = roundUp(cells.reduce((size, { effect, noise }) => (noise ? size : Math.max(size, Math.abs(effect))), 0));
  const scale = useMemo(() => valueScale("signed-root", [-most, most], theme), [most, theme]);
  const rowLabels = useMemo(() => sweep.layers.map(String), [sweep.layers]);
  const columnLabels = useMemo(() => Array.from({ length: sweep.columns }, (_, i) => (what === "position" ? (display.tokens[i]?.shown ?? "") : String(i))), [sweep.columns, what, display]);
  const signed = useMemo(() => cells.filter(isSignificant).flatMap((cell) => cellOfPlace(sweep, cell) ?? []), [cells, sweep]);

  const placeAt = ({ row, column }: Cell): SweepPlace => ({ layer: sweep.layers[row] ?? 0, column });
  const linesOf = (place: SweepPlace) => cellLines(kind, placeName(kind, place, display), byPlace.get(placeKey(place)) ?? null, names.answer, underWay);
  const floor = floorText(own.noiseFloor);
  const clean = figureOf(own.clean);
  const { then, label } = kindWords(kind);
  const where = what === "position" ? "" : sweep.where === "all" ? " at every position" : ` at ${tokenName(display, sweep.position)}`;
  return (
    <ChartCard
      title={`${label}: what it does to ${names.answer}`}
      help={`Each square is one ${unitOf(kind).one} changed by itself${where}. Ochre: ${then} ${names.answer} is less likely, so it helped; teal: more likely, so it hindered.`}
      caveat={
        <>
          <p>One change at a time: parts that stand in for each other can each look unimportant, and parts that work together are not found. What a change does also contains how the layers above react to something they never saw.</p>
          <p>It shows that the answer depends on the part in this text, not what the part computes.</p>
        </>
      }
      provenance={{
        kind: over === "own" ? "measured" : "derived",
        how:
          over === "own"
            ? `The text was evaluated once more for each ${unitOf(kind).one}, in float32; shown is edited − clean. The same text evaluated in other pieces differed by ${floor} nats: smaller effects are drawn as none.`
            : `The mean of the measured effects over ${sweep.others.length + 1} texts.`,
      }}
      source={sourceLine(detail)}
      status={ready}
      controls={
        sweep.tested.length > 0 ? (
          <Segmented<SweepOver>
            label="Shown"
            size="s"
            value={over}
            onChange={setOver}
            options={[
              { value: "own", label: "This text" },
              { value: "mean", label: `Mean over ${sweep.others.length + 1} texts` },
            ]}
          />
        ) : undefined
      }
      legend={
        <>
          <ScaleLegend scale={scale} title={`${effectTitle(names)}, colour by its square root`} format={scaleFigure(most)} empty={cells.length < values.length ? (over === "mean" ? "moved in no text" : underWay ? "not measured yet" : "not measured") : undefined} struck width={200} />
          {signed.length > 0 ? <DiamondKey /> : null}
        </>
      }
      table={() => sweepTable(sweep, what)}
      footer={
        <p className={styles.quiet}>
          Clean: {sweep.foil === null ? `log p = ${decimal(clean, 3)} nats (${percent(Math.exp(clean))})` : `log p(${names.target}) − log p(${names.foil}) = ${decimal(clean, 3)} nats`}. Noise floor {floor} nats.
          {sweep.foil === null && Math.exp(clean) > 0.98 ? " The model is almost certain here, so that small effects hide: choose a token to compare with above." : ""}
        </p>
      }
    >
      <HeatMap
        label={`${label}, ${sweep.layers.length} layers by ${sweep.columns} ${what === "position" ? "positions" : `${what}s`}`}
        rows={sweep.layers.length}
        columns={sweep.columns}
        values={values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="layer ↓"
        columnTitle={what === "position" ? "token that is changed" : `${what} →`}
        describe={(cell) => linesOf(placeAt(cell))}
        locked={locked ? cellOfPlace(sweep, locked) : null}
        onLock={(cell) => onLock(cell && placeAt(cell))}
        signed={signed}
        struck
        tokens={what === "position"}
      />
      <CellActions view={view} lines={locked && cellOfPlace(sweep, locked) ? linesOf(locked) : null} {...actions} />
    </ChartCard>
  );
}
