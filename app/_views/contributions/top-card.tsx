"use client";

import { useMemo, type ReactElement } from "react";
import { CategoryLegend, ChartCard, signed, SpanBars, useTheme } from "@/lib/charts";
import type { Explanation } from "@/lib/domain/explanation";
import { sourceLine } from "../inspection/names";
import { EditButton } from "../intervene/edit-button";
import { switchedOff } from "../intervene/offers";
import type { ViewProps } from "../view-contract";
import { componentRows, contribution, topComponents, type Component, type Part } from "./build";

export interface TopCardProps {
  props: ViewProps;
  explanation: Explanation;
  parts: readonly Part[];
  total: string;
  onFollow: (component: Component) => void;
}

const SHOWN = 20;
/** Components that one click switches off. */
const OFFERED = 12;

/** The largest single components of the whole model. */
export function TopCard({ props, explanation, parts, total, onFollow }: TopCardProps): ReactElement {
  const theme = useTheme();
  const components = useMemo(() => topComponents(parts, SHOWN), [parts]);
  const rows = useMemo(() => componentRows(components), [components]);
  const every = useMemo(() => topComponents(parts, Infinity), [parts]);
  const offers = useMemo(
    () =>
      components.slice(0, OFFERED).flatMap((component) => {
        const edit = switchedOff(component);
        return edit ? [{ label: `${component.name} (${contribution(component.value)})`, edit }] : [];
      }),
    [components],
  );
  return (
    <ChartCard
      title={every.length > SHOWN ? `The ${SHOWN} largest of ${every.length} components` : `All ${every.length} components`}
      help="Single heads, experts and layers, by the size of what they add. Click a head to see where it reads, an expert to see its tokens."
      caveat="Large components often cancel each other, so the largest is not the cause. Routing and attention show what was used, not what would happen without it."
      provenance={{ kind: "derived", how: "The same direct attribution as in the waterfall, for each component by itself." }}
      source={sourceLine(props.detail)}
      controls={<EditButton view={props} label="Switch one off" about="A large component" offers={offers} />}
      legend={<CategoryLegend items={[{ label: explanation.foil ? "for the first" : "raises it", colour: signed(0.8, theme) }, { label: explanation.foil ? "for the second" : "lowers it", colour: signed(-0.8, theme) }]} />}
      table={() => ({ columns: [{ label: "component" }, { label: "logits", numeric: true }], rows: every.map(({ name, value }) => [name, value]) })}
    >
      <SpanBars
        label={`Largest components of the ${total}`}
        rows={rows}
        axisTitle="logits"
        linked={false}
        onSelect={(key) => {
          const component = components.find((candidate) => candidate.key === key);
          if (component) onFollow(component);
        }}
      />
    </ChartCard>
  );
}
