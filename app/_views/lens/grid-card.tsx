"use client";

import { useCallback, useMemo, useState, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, TextGrid, useTheme, valueScale, type Cell, type ChartStatus } from "@/lib/charts";
import { count, nats, percent, probability, tick } from "@/lib/charts/format";
import { LENS_TOLERANCE, unreliableLayers } from "@/lib/math/lens";
import { Segmented, Select } from "@/lib/ui";
import type { Question } from "../ask/question";
import { sourceLine, tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { EditButton } from "../intervene/edit-button";
import { cellOffers } from "../intervene/offers";
import { EngineWait } from "../run/engine-wait";
import type { ViewProps } from "../view-contract";
import { checkSentence, gridTable, lensValues, topLines, type LensColour } from "./build";
import { useLens, useLensColumn } from "./use-lens";
import styles from "./lens.module.css";

export interface GridCardProps {
  props: ViewProps;
  question: Question;
  /** How the target is spoken of, in quotation marks. */
  target: string;
  /** Layer of the decision at the locked place, or null. */
  decision: number | null;
}

const READING = "The engine reads the text once more, with a lens on every layer";

/** What every layer would have written at every place of the text. */
export function GridCard({ props, question, target, decision }: GridCardProps): ReactElement {
  const { detail, state, setState, setPreviewToken } = props;
  const { id } = detail.summary;
  const tokens = detail.tokens.ids.length;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const asksTarget = state.lens === "target" || state.lens === "rank";
  const { grid, textOf, gap, error, retry } = useLens(id, tokens, useMemo(() => (asksTarget ? { target: question.target, foil: null } : null), [asksTarget, question.target]));
  const [pointed, setPointed] = useState<number | null>(null);
  const layers = grid?.layers.length ?? detail.manifest.model.shape.layers;
  const column = useLensColumn(id, tokens, layers, grid === null ? null : (pointed ?? question.place - 1));
  const values = useMemo(() => (grid ? lensValues(grid, state.lens) : new Float32Array()), [grid, state.lens]);
  const scale = useMemo(() => {
    if (state.lens === "probability" || state.lens === "target") return valueScale("linear", [0, 1], theme);
    if (state.lens === "rank") return valueScale("linear", [-Math.max(1, largest(values.map((value) => -value))), 0], theme);
    return valueScale("linear", [0, roundUp(largest(values))], theme);
  }, [state.lens, values, theme]);
  const nameOf = useCallback((token: number) => textOf(token).shown, [textOf]);
  const cellText = useCallback((cell: Cell) => (grid ? nameOf(grid.ids[cell.column * grid.layers.length + cell.row] ?? -1) : ""), [grid, nameOf]);
  const rowLabels = useMemo(() => grid?.layers.map(String) ?? [], [grid]);
  const columnLabels = useMemo(() => display.tokens.slice(1).map(({ shown }) => shown || "⋯"), [display]);
  const careful = unreliableLayers(layers);
  const gridHeight = layers * 22 + 90;
  const status: ChartStatus = error
    ? { kind: "error", error, retry }
    : grid === null || (asksTarget && grid.target === null)
      ? { kind: "loading", height: gridHeight, label: READING, shown: <EngineWait height={gridHeight} label={READING} /> }
      : { kind: "ready" };

  const describe = (cell: Cell): string[] => {
    if (!grid) return [];
    const i = cell.column * grid.layers.length + cell.row;
    const place = `Layer ${grid.layers[cell.row]} for position ${cell.column + 1}, where “${columnLabels[cell.column]}” stands`;
    const figures = [
      `entropy ${nats(grid.entropy[i])}`,
      ...(grid.target ? [`${target}: ${percent(Math.exp(grid.target.logprobs[i] ?? Number.NaN))}, rank ${count(grid.target.ranks[i])}`] : []),
    ];
    const top = column && cell.column === (pointed ?? question.place - 1) ? column(cell.row) : null;
    const list = top ? topLines(Array.from(top.ids, nameOf), top.logprobs) : [`first choice “${cellText(cell)}” with ${percent(Math.exp(grid.logprobs[i] ?? Number.NaN))}`];
    return [place, ...list, figures.join(" · ")];
  };
  const lockedRow = state.l === undefined ? null : Math.min(state.l, layers - 1);

  return (
    <ChartCard
      title="Logit lens"
      help="What each layer would have written in each place of the text, had the model stopped there; read one token before the place. Below each column stands the token that is really there."
      caveat={
        <>
          <p>Each layer is read with the model’s last step (its final norm and output matrix), which was trained for the last layer only. Rows above the dashed line, the first third, are unreliable: there the lens often shows noise.</p>
          <p>It shows what could be read off at a layer, not what the model uses, and its steps do not add up: what each part adds stands under Contributions.</p>
        </>
      }
      provenance={{ kind: "derived", how: "softmax of output matrix × final norm of each layer’s residual stream, the norm taken from that layer itself; full vocabulary." }}
      source={sourceLine(detail)}
      status={status}
      controls={
        <>
          <Select<LensColour>
            label="Colour"
            size="s"
            value={state.lens}
            onChange={(lens) => setState({ lens })}
            options={[
              { value: "probability", label: "Probability", hint: "of each layer’s first choice" },
              { value: "entropy", label: "Entropy", hint: "how open the choice is" },
              { value: "target", label: `Probability of ${target}`, hint: "at every place" },
              { value: "rank", label: `Rank of ${target}`, hint: "1 is the first choice" },
            ]}
          />
          <Segmented label="Cells" labelPlace="beside" size="s" value={state.cells} onChange={(cells) => setState({ cells })} options={[{ value: "text", label: "Text" }, { value: "small", label: "Small" }]} />
        </>
      }
      legend={
        <>
          <ScaleLegend scale={scale} {...legendOf[state.lens](target)} />
          {careful > 0 ? (
            <span className={styles.key} data-figure="text">
              above the dashed line: unreliable
            </span>
          ) : null}
          {decision === null ? null : (
            <span className={styles.key} data-figure="text">
              ◂ from here on, {target} stays ahead
            </span>
          )}
        </>
      }
      table={grid ? () => gridTable(grid, columnLabels, nameOf) : undefined}
      footer={
        <>
          {lockedRow === null ? null : (
            <div className={styles.cell}>
              <span>
                Layer {lockedRow} at {tokenName(display, question.place - 1)}, which is read there:
              </span>
              <EditButton view={props} label="Change it" about={`Layer ${lockedRow} at ${tokenName(display, question.place - 1)}`} offers={cellOffers(lockedRow, question.place - 1, { id: question.target, name: target })} />
            </div>
          )}
          {gap === null ? null : <span data-check={gap <= LENS_TOLERANCE ? "passed" : "failed"}>{checkSentence(gap, LENS_TOLERANCE, tokens - 1)}</span>}
        </>
      }
    >
      {grid ? (
        <TextGrid
          label={`Logit lens, ${layers} layers by ${count(grid.places)} places`}
          rows={layers}
          columns={grid.places}
          values={values}
          textOf={cellText}
          scale={scale}
          rowLabels={rowLabels}
          columnLabels={columnLabels}
          rowTitle="layer"
          columnTitle="token that stands there"
          describe={describe}
          locked={lockedRow === null ? null : { row: lockedRow, column: question.place - 1 }}
          onLock={(cell) => setState(cell ? { t: cell.column + 1, l: cell.row } : { l: undefined })}
          onPreview={(cell) => {
            setPointed(cell?.column ?? null);
            setPreviewToken(cell ? cell.column + 1 : null);
          }}
          markedColumn={question.place - 1}
          signed={decision === null ? null : { row: decision, column: question.place - 1 }}
          setApart={careful}
          cells={state.cells}
        />
      ) : null}
    </ChartCard>
  );
}

const legendOf: Record<LensColour, (target: string) => { title: string; format: (value: number) => string }> = {
  probability: () => ({ title: "probability of the first choice", format: tick }),
  entropy: () => ({ title: "entropy (nats)", format: tick }),
  target: (target) => ({ title: `probability of ${target}`, format: (value) => probability(value) }),
  rank: (target) => ({ title: `rank of ${target}`, format: (value) => count(10 ** -value) }),
};
