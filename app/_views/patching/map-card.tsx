"use client";

import { useCallback, useMemo, type ReactElement } from "react";
import { ChartCard, HeatMap, MarkLegend, roundUp, ScaleLegend, useTheme, valueScale, type Cell } from "@/lib/charts";
import { decimal, percent } from "@/lib/charts/format";
import type { Edit } from "@/lib/domain/edit";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { figureOf, type Sweep, type SweepPlace } from "@/lib/domain/sweep";
import { placeKey, placeOf } from "@/lib/domain/sweep-map";
import { kindWords } from "@/lib/domain/sweep-words";
import { sourceLine, tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { AnswerNames } from "../prompt-parts/use-answer-names";
import { cellOfPlace } from "../sweep/build";
import { CellActions } from "../sweep/cell-actions";
import { floorText } from "../study/effect-words";
import { placeName } from "../sweep/names";
import { fineNats } from "../sweep/words";
import type { ViewProps } from "../view-contract";
import { bestCell, patchedCells, patchTable, shareMap } from "./build";
import { shadedRegions } from "./columns";
import styles from "./patching.module.css";

export interface PatchMapProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  source: InspectionDetail;
  sweep: Sweep;
  names: AnswerNames;
  /** Tokens that both texts begin with. */
  same: number;
  underWay: boolean;
}

/** Every cell of this text that took the source's value, by the share of the difference it recovers. */
export function PatchMapCard({ view, source, sweep, names, same, underWay }: PatchMapProps): ReactElement {
  const { detail, state, setState } = view;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const sourceDisplay = useDisplayTokens(source);
  const { kind, own } = sweep;
  const cells = useMemo(() => patchedCells(sweep), [sweep]);
  const byPlace = useMemo(() => new Map(cells.map((cell) => [placeKey(cell), cell])), [cells]);
  const values = useMemo(() => shareMap(sweep, cells), [sweep, cells]);
  const largest = cells.reduce((size, { share, noise }) => (noise ? size : Math.max(size, Math.abs(share ?? 0))), 0);
  // A little more than everything is everything: the scale then ends at 100 %.
  const most = largest < 1.05 ? 1 : roundUp(largest);
  const unmeasured = values.some((value, i) => Number.isNaN(value) && i % sweep.columns >= same);
  const scale = useMemo(() => valueScale("signed", [-most, most], theme), [most, theme]);
  const rowLabels = useMemo(() => sweep.layers.map(String), [sweep.layers]);
  const columnLabels = useMemo(() => Array.from({ length: sweep.columns }, (_, i) => display.tokens[i]?.shown ?? ""), [sweep.columns, display]);
  const { layers, columns } = sweep;
  const regions = useCallback((cell: Cell | null) => shadedRegions(layers.length, columns, same, cell), [layers, columns, same]);
  const locked = placeOf(state.cell);
  const best = useMemo(() => bestCell(cells), [cells]);
  const floor = floorText(own.noiseFloor);
  const clean = figureOf(own.clean);
  const there = sweep.source ? figureOf(sweep.source.figures) : null;
  const figure = names.foil === null ? `log p(${names.target})` : `log p(${names.target}) − log p(${names.foil})`;

  const placeAt = ({ row, column }: Cell): SweepPlace => ({ layer: layers[row] ?? 0, column });
  const unmeasuredText = ({ column }: SweepPlace): string => {
    if (!sweep.source?.pairs.some(({ position }) => position === column)) return "nothing in the source stands for it: not measured";
    return column < same ? "not measured: it comes before the texts part, and its value is the same in both" : underWay ? "not measured yet" : "not measured";
  };
  const linesOf = (place: SweepPlace): string[] => {
    const cell = byPlace.get(placeKey(place));
    const name = placeName(kind, place, display);
    if (!cell) return [name, unmeasuredText(place)];
    return [
      name,
      ...(cell.source === null ? [] : [`takes the value of ${tokenName(sourceDisplay, cell.source)} at position ${cell.source} of the source`]),
      cell.share === null ? "both texts are alike in what is asked" : cell.noise ? "recovers nothing that can be told from noise" : `${percent(cell.share)} of the difference recovered (derived)`,
      `Δ ${fineNats(cell.effect)} nats (measured)`,
      ...(place.column < same ? ["before the texts part: its value is the same in both"] : []),
    ];
  };
  const lockedCell = locked && byPlace.get(placeKey(locked));
  const edit: Edit | null =
    kind === "patch-residual" && lockedCell && lockedCell.source !== null
      ? { kind: "residual-patch", layer: lockedCell.layer, positions: [lockedCell.column], source: source.summary.id, sourcePositions: [lockedCell.source] }
      : null;
  return (
    <ChartCard
      title={`${kindWords(kind).label} taken over: share of the difference recovered`}
      help="Each square of this text takes its value from the source, alone: 0 % changes nothing, 100 % makes the answer the source’s. Point at a square to see what it can act on."
      caveat={
        <>
          <p>It proves that what differs between the two texts, and matters for this answer, passes through that square. It does not prove that the square computed it, nor that nothing else carries it: shares of squares do not add up.</p>
          <p>What is hatched lies before the first token that differs: its values are the same in both texts, so taking them over cannot matter.</p>
        </>
      }
      provenance={{ kind: "derived", how: `Δ measured in float32, divided by the difference between the texts; effects within the noise floor of ${floor} nats are drawn as none.` }}
      source={`${sourceLine(detail)}, values from “${source.summary.prompt.slice(0, 60)}”`}
      legend={
        <>
          <ScaleLegend scale={scale} title="share recovered" format={(value) => percent(value).replace("-", "−")} empty={unmeasured ? (underWay ? "not measured yet" : "not measured") : undefined} struck width={200} />
          {same > 0 ? <HatchKey /> : null}
        </>
      }
      table={() => patchTable(sweep, display.tokens.map(({ raw }) => raw), sourceDisplay.tokens.map(({ raw }) => raw))}
      footer={
        <>
          {best ? (
            <p>
              Most recovers {placeName(kind, best, display)}: {percent(best.share)}.
            </p>
          ) : null}
          <p className={styles.quiet}>
            {figure}: {decimal(clean, 3)} nats in this text, {there === null ? "–" : `${decimal(there, 3)} nats`} in the source (measured). Noise floor {floor} nats.
          </p>
        </>
      }
    >
      <HeatMap
        label={`${kindWords(kind).label} taken over, ${layers.length} layers by ${columns} positions`}
        rows={layers.length}
        columns={columns}
        values={values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="layer ↓"
        columnTitle="token of this text"
        describe={(cell) => linesOf(placeAt(cell))}
        locked={locked ? cellOfPlace(sweep, locked) : null}
        onLock={(cell) => setState({ cell: cell ? placeKey(placeAt(cell)) : undefined })}
        regions={regions}
        struck={unmeasured}
        tokens
      />
      <CellActions
        view={view}
        lines={locked && cellOfPlace(sweep, locked) ? linesOf(locked) : null}
        edit={edit}
        open={locked ? { label: "Open the layers", go: () => setState({ tab: "layers", t: locked.column, l: locked.layer }) } : null}
      />
    </ChartCard>
  );
}

function HatchKey(): ReactElement {
  return (
    <MarkLegend label="cannot matter: the texts are still the same">
      <path className={styles.hatch} d="M0,4l4,-4M0,8l8,-8M0,12l12,-12M4,12l8,-8M8,12l4,-4" />
    </MarkLegend>
  );
}
