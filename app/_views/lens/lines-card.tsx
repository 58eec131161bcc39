"use client";

import { useMemo, type ReactElement } from "react";
import { CategoryLegend, categorical, ChartCard, Lines } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import type { Explanation, LensLayer } from "@/lib/domain/explanation";
import { LENS_TOLERANCE, unreliableLayers } from "@/lib/math/lens";
import { Segmented } from "@/lib/ui";
import { quoted } from "../ask/token-names";
import { sourceLine } from "../inspection/names";
import type { ViewProps } from "../view-contract";
import { checkSentence, layerLines, lensSeries, lineTable } from "./build";

export interface LinesCardProps {
  props: ViewProps;
  explanation: Explanation;
  lens: readonly LensLayer[];
  decision: number | null;
  nameOf: (id: number) => string;
}

/** How the target, the foil and every token that ever led rise and fall over the layers, at the locked place. */
export function LinesCard({ props, explanation, lens, decision, nameOf }: LinesCardProps): ReactElement {
  const { detail, state, setState } = props;
  const { target, foil } = explanation;
  const series = useMemo(() => lensSeries(explanation, lens, state.lines, nameOf), [explanation, lens, state.lines, nameOf]);
  const lowest = useMemo(() => Math.min(-1, ...series.flatMap(({ values }) => values.flatMap((value) => (value === null || !Number.isFinite(value) ? [] : [value])))), [series]);
  const careful = unreliableLayers(lens.length);
  const name = quoted(nameOf(target.id));
  const rival = foil ? quoted(nameOf(foil.id)) : null;
  const decidedAt = decision === null ? null : (lens[decision]?.layer ?? null);
  const gap = explanation.checks.lastLayerGap;
  const early = decision !== null && decision < careful ? " Mind that this layer is among the unreliable ones." : "";
  const settled =
    decidedAt === null
      ? rival
        ? `${rival} is ahead of ${name} in the last layer: nothing was decided for ${name}.`
        : `${name} is not the first choice of the last layer: the model held another token likelier.`
      : rival
        ? `From layer ${decidedAt} on, ${name} stays ahead of ${rival}.`
        : `From layer ${decidedAt} on, ${name} stays the first choice.`;
  return (
    <ChartCard
      title={rival ? `${name} against ${rival}, layer by layer` : `${name}, layer by layer`}
      help="How likely each layer held it, and every token that any layer put first. The dashed line marks the layer from which the answer stays."
      caveat={
        <>
          <p>The shaded layers, the first third, are unreliable: the lens reads them with a last step that was not trained for them.</p>
          <p>A token that rises late may have been prepared long before in a form that this lens cannot read.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Logit lens at the token before the place; log-softmax over the full vocabulary in float64." }}
      source={sourceLine(detail)}
      controls={<Segmented label="Scale" size="s" value={state.lines} onChange={(lines) => setState({ lines })} options={[{ value: "probability", label: "Probability" }, { value: "log", label: "Log-probability" }]} />}
      legend={
        <CategoryLegend
          items={[
            { label: name, colour: categorical(0) },
            ...(rival ? [{ label: rival, colour: categorical(1) }] : []),
            ...(series.some(({ strong }) => !strong) ? [{ label: "others that some layer put first", colour: "var(--data-neutral)" }] : []),
            ...(careful > 0 ? [{ label: "unreliable layers", colour: "var(--hairline)" }] : []),
          ]}
        />
      }
      table={() => lineTable(explanation, lens, nameOf)}
      footer={
        <>
          <p>
            {settled}
            {early}
          </p>
          {gap === null ? null : <p data-check={gap <= LENS_TOLERANCE ? "passed" : "failed"}>{checkSentence(gap, LENS_TOLERANCE, 1)}</p>}
        </>
      }
    >
      <Lines
        label={`${name}${rival ? ` and ${rival}` : ""} over ${lens.length} layers`}
        series={series}
        columns={lens.map(({ layer }) => String(layer))}
        xTitle="layer"
        yTitle={state.lines === "log" ? "log-probability (nats)" : "probability"}
        domain={state.lines === "log" ? [lowest, 0] : [0, 1]}
        describe={(column) => {
          const layer = lens[column];
          return layer ? layerLines(explanation, layer, nameOf) : [];
        }}
        locked={state.l === undefined ? null : Math.min(state.l, lens.length - 1)}
        onLock={(l) => setState({ l: l ?? undefined })}
        care={careful}
        mark={decision === null ? null : { column: decision, text: `decided: ${decimal(Math.exp(lens[decision]?.targetLogprob ?? 0) * 100, 0)} % at layer ${decidedAt}` }}
      />
    </ChartCard>
  );
}
