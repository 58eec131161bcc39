"use client";

import { useCallback, useMemo, useRef, type ReactElement } from "react";
import { ChartMenu } from "@/lib/charts/chart-menu";
import { roundUp, type ChartTable } from "@/lib/charts";
import { figureScales, figureTitle, figureValue, largestValue, stripLines, PartsLegend, StripLegend, TokenStrip, type StripFigure, type StripItem, type StripScale } from "@/lib/charts/token-strip";
import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { TokenTable } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";
import { Segmented, Select, Switch } from "@/lib/ui";
import type { StripShade } from "../view-contract";
import { stripReadout, stripTable } from "./readout";
import styles from "./strip-panel.module.css";

export interface StripPanelProps {
  display: DisplayTokens;
  table: TokenTable;
  promptTokens: number;
  forced: readonly number[];
  state: ViewState;
  setState: (patch: Partial<ViewState>, history?: "push" | "replace") => void;
  previewToken: number | null;
  setPreviewToken: (position: number | null) => void;
  /** What "attention" and "expert" shade the text with; null while it loads or where there is nothing. */
  shade: StripShade | null;
  /** Why a shade cannot be had, for the two choices of colour that need one. */
  noShade: { attention: string | null; expert: string | null };
  /** The run goes on: more text comes. */
  growing: boolean;
  source: string;
}

const isFigure = (colour: ViewState["colour"]): colour is StripFigure => colour in figureScales;

/** A shade spreads small weights: its places are the square roots of its shares. */
function shadeScale({ domain: [low, high], format: write }: StripShade): StripScale {
  const top = high > low ? high : low + roundUp(1);
  return {
    title: "",
    help: "",
    position: (value) => Math.sqrt(Math.min(1, Math.max(0, (value - low) / (top - low)))),
    ticks: [0, 0.5, 1].map((at) => ({ at, label: write(low + (top - low) * at * at) })),
    format: write,
  };
}

const waiting: StripScale = { title: "", help: "", position: () => 0, ticks: [], format: () => "" };

/** The text of the run as chips, with what colours them and its legend. */
export function StripPanel({ display, table, promptTokens, forced, state, setState, previewToken, setPreviewToken, shade, noShade, growing, source }: StripPanelProps): ReactElement {
  const figure = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => stripLines(display, state.unit), [display, state.unit]);
  const forcedSet = useMemo(() => new Set(forced), [forced]);
  const colour = state.colour;
  const shaded = !isFigure(colour);
  const scale = useMemo(() => (isFigure(colour) ? figureScales[colour] : shade ? shadeScale(shade) : waiting), [colour, shade]);
  const valueOf = useCallback(
    (item: StripItem) => (isFigure(colour) ? figureValue(table, item, colour) : shade ? largestValue(shade.values, item) : null),
    [colour, table, shade],
  );
  const title = isFigure(colour) ? figureTitle(colour, state.unit) : (shade?.title ?? (colour === "attention" ? "attention" : "expert"));
  const total = table.ids.length;
  const locked = state.t !== undefined && state.t < total ? state.t : null;
  const onLock = useCallback(
    (position: number | null, how: "click" | "key") => setState({ t: position ?? undefined }, how === "click" ? "push" : "replace"),
    [setState],
  );

  const help = isFigure(colour) ? figureScales[colour].help : (shade?.provenance ?? (colour === "attention" ? noShade.attention : noShade.expert) ?? "");
  const chartTable = (): ChartTable => stripTable(display, table, promptTokens, shaded && shade ? { title: shade.title, values: shade.values } : null);
  return (
    <section className={styles.panel} aria-label="The text, token by token" data-tour="strip">
      <div className={styles.controls}>
        <Select
          label="Colour"
          size="s"
          value={colour}
          onChange={(next) => setState({ colour: next })}
          options={[
            { value: "probability", label: "Probability" },
            { value: "surprisal", label: "Surprisal" },
            { value: "entropy", label: "Entropy" },
            { value: "rank", label: "Rank" },
            { value: "attention", label: "Attention", hint: noShade.attention ?? "what the locked token read", disabled: noShade.attention !== null },
            { value: "expert", label: "Expert", hint: noShade.expert ?? "tokens that went to the locked expert", disabled: noShade.expert !== null },
          ]}
        />
        <Segmented
          label="Unit of the text"
          size="s"
          value={state.unit}
          onChange={(unit) => setState({ unit })}
          options={[
            { value: "token", label: "Token" },
            { value: "word", label: "Word" },
            { value: "sentence", label: "Sentence" },
          ]}
        />
        <Switch label="Prompt" checked={state.prompt} onChange={(prompt) => setState({ prompt })} />
        <span className={styles.spring} />
        <PartsLegend thinks={display.think.length > 0} />
        {growing ? null : <ChartMenu title="Text by token" caption={`${source} · ${title}`} figure={figure} table={chartTable} />}
      </div>
      <p className={styles.help}>{help}</p>
      <div ref={figure}>
        <TokenStrip
          label="Tokens of the run"
          lines={lines}
          total={total}
          promptTokens={promptTokens}
          showPrompt={state.prompt}
          forced={forcedSet}
          valueOf={valueOf}
          scale={scale}
          locked={locked}
          preview={previewToken}
          onPreview={setPreviewToken}
          onLock={onLock}
          growing={growing}
        />
        <div className={styles.foot}>
          <StripLegend scale={scale} title={title} />
          <span className={styles.readout} aria-hidden="true">
            {stripReadout(display, table, promptTokens, previewToken ?? locked)}
          </span>
        </div>
      </div>
    </section>
  );
}
