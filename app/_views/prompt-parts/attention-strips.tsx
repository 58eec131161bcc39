"use client";

import { useMemo, type ReactElement, type ReactNode } from "react";
import { ChartCard, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type ChartStatus, type Provenance } from "@/lib/charts";
import { decimal, exact, probability } from "@/lib/charts/format";
import { rankCorrelation } from "@/lib/math/rank-correlation";
import { rolloutRow } from "@/lib/math/rollout";
import { tensorNames } from "@/lib/trace/names";
import { NOT_KEPT } from "../attention/use-reading";
import { captureProblem } from "../inspection/capture-problem";
import { sourceLine, tokenName } from "../inspection/names";
import { floats } from "../inspection/tensor-data";
import { useTensors } from "../inspection/use-tensor";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { PartsCardProps } from "./leave-one-out-card";
import { partNames } from "./parts";
import { partName, partsTable, placesOf, shadedPieces } from "./strip";
import { useLeaveOneOut } from "./use-leave-one-out";
import styles from "./prompt-parts.module.css";

const HEIGHT = 180;

/** What attention says of the same parts, beside what leaving them out says. */
export function AttentionStrips(card: PartsCardProps): ReactElement {
  return (
    <div className={styles.pair}>
      <RolloutCard {...card} />
      <ValueWeightedCard {...card} />
    </div>
  );
}

/** Attention rollout from the place where the answer begins, summed over each part. */
function RolloutCard(card: PartsCardProps): ReactElement {
  const { props: { detail }, asked, parts } = card;
  const display = useDisplayTokens(detail);
  const tokens = detail.tokens.ids.length;
  const problem = captureProblem(detail.manifest, "attention");
  const whole = detail.manifest.attention?.stored === "whole";
  const { layers } = detail.manifest.model.shape;
  const names = useMemo(() => Array.from({ length: layers }, (_, layer) => tensorNames.attentionMean(layer)), [layers]);
  const means = useTensors(detail.summary.id, names, problem === null && whole);
  const rollout = useMemo(
    () => (means.data ? rolloutRow(means.data.map((map) => ({ data: floats(map, [tokens, tokens]), size: tokens })), asked.position) : null),
    [means.data, tokens, asked.position],
  );
  const values = useMemo(() => parts.map(({ first, last }) => (rollout ? rollout.row.slice(first, last + 1).reduce((sum, share) => sum + share, 0) : null)), [parts, rollout]);
  const reader = tokenName(display, asked.position);
  const status: ChartStatus = problem
    ? { kind: "empty", ...problem }
    : !whole
      ? { kind: "empty", ...NOT_KEPT }
      : means.error
        ? { kind: "error", error: means.error, retry: means.retry }
        : rollout
          ? { kind: "ready" }
          : { kind: "loading", height: HEIGHT, label: "Following attention through the layers" };
  return (
    <AttentionStrip
      {...card}
      title="Attention rollout"
      help={`Which parts ${reader}, the last token before the answer, can have read from, followed through all layers.`}
      caveat="Rollout treats attention as the only way that information moves and counts each layer’s own input as half. It knows nothing of what was read, nor of the answer."
      provenance={{ kind: "derived", how: `Computed from the mean attention of all ${layers} layers (Abnar & Zuidema 2020), summed over each part. Self-check: the row sums to ${decimal(rollout?.sum ?? null, 3)}, and should to 1.` }}
      proves="It shows where information could have come from; it does not prove that it was used."
      unitTitle="share of what reached the answer"
      status={status}
      values={values}
    />
  );
}

interface StripProps extends PartsCardProps {
  title: string;
  help: ReactNode;
  caveat: ReactNode;
  provenance: Provenance;
  proves: string;
  unitTitle: string;
  status: ChartStatus;
  values: readonly (number | null)[];
}

/** The same parts of the same text, shaded by another measure, and how far that agrees with leaving them out. */
export function AttentionStrip({ props, asked, parts, title, help, caveat, provenance, proves, unitTitle, status, values }: StripProps): ReactElement {
  const { detail, state, setState } = props;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const { result } = useLeaveOneOut(detail.summary.id, asked, parts);
  const most = roundUp(values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0));
  const scale = useMemo(() => valueScale("root", [0, most], theme), [most, theme]);
  const places = useMemo(() => placesOf(display, parts), [display, parts]);
  const pieces = shadedPieces(display, places, values, (place) => {
    const value = place.part === null ? null : (values[place.part] ?? null);
    return [partName(display, place, 30), value === null ? "not counted" : `${unitTitle}: ${exact(Number(value.toPrecision(4)))}`, `tokens ${place.first} to ${place.last}`];
  });
  const agreement = useMemo(() => {
    const pairs = (result?.spans ?? []).flatMap(({ delta }, i) => (delta === null || values[i] === null || values[i] === undefined ? [] : [{ delta: Math.abs(delta), value: values[i] }]));
    return pairs.length < parts.length ? null : rankCorrelation(pairs.map(({ delta }) => delta), pairs.map(({ value }) => value));
  }, [result, values, parts.length]);
  const marked = places.findIndex(({ first, last }) => first <= asked.position && last >= asked.position);
  return (
    <ChartCard
      title={title}
      help={help}
      caveat={caveat}
      provenance={provenance}
      source={sourceLine(detail)}
      status={status}
      legend={<ScaleLegend scale={scale} title={unitTitle} format={(value) => probability(value, most < 0.1 ? 3 : 2)} />}
      table={() => partsTable(display, parts, [{ label: unitTitle, values }])}
      footer={
        <p>
          {agreement === null ? (
            result ? null : `Measure leave-one-out above to see whether it agrees. `
          ) : (
            <>
              <span className={styles.tag}>derived</span> {agreementWords(agreement)} (rank correlation {decimal(agreement, 2)} over {parts.length} {partNames[state.parts].many}).{" "}
            </>
          )}
          <span className={styles.quiet}>{proves}</span>
        </p>
      }
    >
      <ShadedText label={`The text, shaded by ${title.toLowerCase()}`} pieces={pieces} scale={scale} marked={marked < 0 ? null : marked} onSelect={(index) => setState({ t: places[index]?.first })} />
    </ChartCard>
  );
}

function agreementWords(correlation: number): string {
  if (correlation >= 0.7) return "It puts the parts in much the same order as leaving them out does";
  if (correlation >= 0.3) return "It agrees with leaving parts out in some of the order only";
  if (correlation > -0.3) return "It has next to nothing in common with the order that leaving parts out gives";
  return "It puts the parts in another order than leaving them out does";
}

/** Attention weighed by how much each value writes. */
function ValueWeightedCard(card: PartsCardProps): ReactElement {
  return (
    <AttentionStrip
      {...card}
      title="Value-weighted attention"
      help="Attention times the size of what is read: a head that looks at a token but takes nothing from it counts little."
      caveat="It needs the value vectors of every head, which this version of the engine does not record."
      provenance={{ kind: "derived", how: "Attention weight × length of the value vector behind the output matrix (Kobayashi et al. 2020)." }}
      proves="It would show how much was read; not whether it mattered."
      unitTitle="share of what was read"
      status={{ kind: "empty", title: "Not measured", text: "Value vectors are not recorded by the engine, so this cannot be computed from the run. Rollout beside it uses attention weights alone; leaving parts out above measures the effect itself." }}
      values={card.parts.map(() => null)}
    />
  );
}
