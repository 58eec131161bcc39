"use client";

import { useMemo, type ReactElement, type ReactNode } from "react";
import { ChartCard, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type ChartStatus, type Provenance } from "@/lib/charts";
import { decimal, exact, probability } from "@/lib/charts/format";
import { rankCorrelation } from "@/lib/math/rank-correlation";
import { rolloutRow } from "@/lib/math/rollout";
import { valueWeightedRow } from "@/lib/math/value-weighted";
import type { TextUnit } from "@/lib/domain/text-units";
import { tensorNames } from "@/lib/trace/names";
import { NOT_KEPT } from "../attention/use-reading";
import { captureProblem } from "../inspection/capture-problem";
import { sourceLine, tokenName } from "../inspection/names";
import { floats } from "../inspection/tensor-data";
import { useTensors, useValueNorms } from "../inspection/use-tensor";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { PartsCardProps } from "./leave-one-out-card";
import { partNames } from "./parts";
import { partName, partsTable, placesOf, shadedPieces } from "./strip";
import { useLeaveOneOut } from "./use-leave-one-out";
import styles from "./prompt-parts.module.css";

const HEIGHT = 180;

/** What the tokens of a part have together. */
const shareOf = (row: Float64Array, { first, last }: TextUnit): number => row.slice(first, last + 1).reduce((sum, share) => sum + share, 0);

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
  const values = useMemo(() => parts.map((part) => (rollout ? shareOf(rollout.row, part) : null)), [parts, rollout]);
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

/** Attention weighed by how much each head can take from what it looks at, summed over each part. */
function ValueWeightedCard(card: PartsCardProps): ReactElement {
  const { props: { detail }, asked, parts } = card;
  const { id } = detail.summary;
  const display = useDisplayTokens(detail);
  const tokens = detail.tokens.ids.length;
  const problem = captureProblem(detail.manifest, "attention");
  const whole = problem === null && detail.manifest.attention?.stored === "whole";
  const { layers, heads } = detail.manifest.model.shape;
  const names = useMemo(() => Array.from({ length: layers }, (_, layer) => tensorNames.attention(layer)), [layers]);
  const rows = useTensors(id, names, whole, `:,${asked.position},:`);
  const norms = useValueNorms(id, whole);
  const row = useMemo(
    () => (rows.data && norms.data ? valueWeightedRow(rows.data.map((map) => floats(map, [heads, tokens])), floats(norms.data, [layers, heads, tokens]), heads, asked.position) : null),
    [rows.data, norms.data, layers, heads, tokens, asked.position],
  );
  const values = useMemo(() => parts.map((part) => (row ? shareOf(row, part) : null)), [parts, row]);
  const error = rows.error ?? norms.error;
  const status: ChartStatus = problem
    ? { kind: "empty", ...problem }
    : !whole
      ? { kind: "empty", ...NOT_KEPT }
      : error
        ? { kind: "error", error, retry: () => [rows, norms].forEach((one) => one.retry()) }
        : row
          ? { kind: "ready" }
          : { kind: "loading", height: HEIGHT, label: "Measuring what the heads can take from each token" };
  return (
    <AttentionStrip
      {...card}
      title="Value-weighted attention"
      help={`How much ${tokenName(display, asked.position)}, the last token before the answer, read from each part: attention times the size of what is read.`}
      caveat="A head may look at a token and take nothing from it; that is counted here, other than in plain attention. Where the read token’s own information came from is not: only the step within each layer is."
      provenance={{ kind: "derived", how: `Attention weight × ‖W_O v‖ (Kobayashi et al. 2020), summed over ${heads} heads, made to add up to 1 in each layer; mean of ${layers} layers.` }}
      proves="It shows how much was read; it does not prove that it mattered for the answer."
      unitTitle="share of what was read"
      status={status}
      values={values}
    />
  );
}
