"use client";

import { useCallback, useMemo, type ReactElement } from "react";
import { Bars, ChartCard, largest, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type BarItem, type ShadedPiece } from "@/lib/charts";
import { count, exact, factor, percent, weight } from "@/lib/charts/format";
import { expertStatistics, gatesOfExpert } from "@/lib/math/routing";
import { Stepper } from "@/lib/ui";
import { sourceLine, tokenName } from "../inspection/names";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import { EditButton } from "../intervene/edit-button";
import { expertOffers } from "../intervene/offers";
import type { ViewProps } from "../view-contract";
import { spanOf } from "./build";
import type { ExpertChoice } from "./use-routing";
import styles from "./experts.module.css";

export interface ExpertCardProps {
  props: ViewProps;
  token: number;
  choice: ExpertChoice;
  /** Layers with a router, ascending. */
  layers: readonly number[];
}

const LISTED = 8;

/** One expert: the tokens that went to it. */
export function ExpertCard({ props, token, choice, layers }: ExpertCardProps): ReactElement {
  const { detail, state, setState, setPreviewToken } = props;
  const { experts } = detail.manifest.model.shape;
  const { routed, expert } = choice;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  // What the pointer passes over must not change what a click does.
  const locked = spokenToken({ ...props, previewToken: null });
  const [from, to] = spanOf(state.span, detail.manifest.promptTokens, detail.tokens.ids.length);
  const gates = useMemo(() => gatesOfExpert(routed, expert), [routed, expert]);
  const statistics = useMemo(() => expertStatistics(routed, experts, from, to), [routed, experts, from, to]);
  const most = roundUp(largest(gates.map((gate) => gate ?? 0)));
  const scale = useMemo(() => valueScale("linear", [0, most], theme), [most, theme]);
  const name = `Expert ${expert} of layer ${routed.layer}`;
  const title = useCallback((position: number, gate: number | null) => `${tokenName(display, position)} at position ${position}: ${gate === null ? "went elsewhere" : `gate weight ${exact(Number(gate.toPrecision(4)))}`}`, [display]);

  const pieces = useMemo<ShadedPiece[]>(
    () => display.tokens.map((shown, position) => ({ text: shown.shown || "⋯", value: gates[position] ?? null, breaks: shown.raw.endsWith("\n"), lines: [title(position, gates[position] ?? null)] })),
    [display, gates, title],
  );
  const heaviest = useMemo(
    () =>
      gates
        .flatMap((gate, position) => (gate === null || position < from || position >= to ? [] : [{ position, gate }]))
        .sort((a, b) => b.gate - a.gate || a.position - b.position)
        .slice(0, LISTED),
    [gates, from, to],
  );
  const chosen = statistics.chosen[expert] ?? 0;
  const layerIndex = layers.indexOf(routed.layer);
  const asBar = ({ position, gate }: { position: number; gate: number }): BarItem => ({
    key: String(position),
    label: display.tokens[position]?.shown || "⋯",
    note: String(position),
    value: gate,
    valueText: weight(gate),
    title: title(position, gate),
  });

  return (
    <ChartCard
      title={name}
      help={choice.locked ? "The tokens that this expert got: the stronger the colour, the heavier the gate." : `The heaviest expert of ${tokenName(display, token)} in this layer, and the tokens that it got. Click another above to look at that.`}
      caveat="Tokens that an expert got in one text hint at what it likes; they do not show what it does with them. The same expert number in another layer is another expert."
      provenance={{ kind: "measured", how: "Gate weights as used in the run; rate, load and mean are counted from them." }}
      source={sourceLine(detail)}
      controls={
        <>
          <Stepper label="Layer" value={routed.layer} min={layers[0] ?? 0} max={layers.at(-1) ?? 0} keys={{ down: "↑", up: "↓" }} onChange={(next) => setState({ l: layers[layerIndex + (next > routed.layer ? 1 : -1)], e: expert })} />
          <Stepper label="Expert" value={expert} min={0} max={experts - 1} keys={{ down: "[", up: "]" }} onChange={(e) => setState({ l: routed.layer, e })} />
          <EditButton view={props} label="Switch off" about={name} offers={expertOffers(routed.layer, expert, locked, tokenName(display, locked))} />
        </>
      }
      legend={<ScaleLegend scale={scale} title="gate weight" empty="went to other experts" />}
      table={() => ({
        columns: [{ label: "position", numeric: true }, { label: "token" }, { label: "chose it" }, { label: "gate weight", numeric: true }],
        rows: display.tokens.map((shown, position) => [position, shown.raw, gates[position] === null ? "no" : "yes", gates[position] ?? null]),
      })}
    >
      <dl className={styles.figures}>
        <Figure name="tokens" value={`${count(chosen)} of ${count(statistics.tokens)}`} />
        <Figure name="selection rate" value={percent(statistics.selectionRate[expert])} />
        <Figure name="times even share" value={factor(statistics.load[expert])} />
        <Figure name="mean gate when chosen" value={weight(statistics.meanGate[expert])} />
      </dl>
      {chosen === 0 ? <p className={styles.none}>No {state.span === "all" ? "" : `${state.span} `}token of this run went to this expert.</p> : null}
      <div className={styles.split}>
        <ShadedText label={`The text, shaded by the gate weight of ${name}`} pieces={pieces} scale={scale} marked={token} onSelect={(t) => setState({ t })} onPreview={setPreviewToken} />
        {heaviest.length > 0 ? (
          <div>
            <h4 className={styles.listTitle} data-figure="text">
              {chosen > heaviest.length ? `Heaviest ${heaviest.length} of ${count(chosen)}` : "Its tokens"}
            </h4>
            <Bars label={`Tokens that went to ${name}`} items={heaviest.map(asBar)} full={most} onSelect={(key) => setState({ t: Number(key) })} />
          </div>
        ) : null}
      </div>
    </ChartCard>
  );
}

function Figure({ name, value }: { name: string; value: string }): ReactElement {
  return (
    <div>
      <dt data-figure="text">{name}</dt>
      <dd data-figure="text">{value}</dd>
    </div>
  );
}
