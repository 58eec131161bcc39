"use client";

import { useMemo, type ReactElement } from "react";
import { CategoryLegend, ChartCard, signed, SpanBars, useTheme } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import type { Explanation } from "@/lib/domain/explanation";
import { Button, Segmented } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import type { ViewProps } from "../view-contract";
import { contributionTable, openKeys, remainderShare, REMAINDER_TOLERANCE, toggled, waterfallRows, type Component, type Part } from "./build";

export interface WaterfallCardProps {
  props: ViewProps;
  explanation: Explanation;
  parts: readonly Part[];
  /** What the sum is: the logit of the target, or the lead over the foil. */
  total: string;
  onFollow: (component: Component) => void;
}

/** The parts of the logit, one after the other, until they come to the whole. */
export function WaterfallCard({ props, explanation, parts, total, onFollow }: WaterfallCardProps): ReactElement {
  const { detail, state, setState } = props;
  const theme = useTheme();
  const open = useMemo(() => openKeys(state.open), [state.open]);
  const rows = useMemo(() => waterfallRows(parts, explanation, state.order, open, total), [parts, explanation, state.order, open, total]);
  const share = remainderShare(explanation.remainder, parts);
  const adds = share !== null && share <= REMAINDER_TOLERANCE;
  const select = (key: string) => {
    const component = parts.flatMap(({ components }) => components).find((candidate) => candidate.key === key);
    if (component) onFollow(component);
    else setState({ open: toggled(state.open, key) }, "replace");
  };
  return (
    <ChartCard
      title={`What adds up to the ${total}`}
      help="Each bar starts where the one above it ended. Open a layer to see its heads or experts; click one of those to look at it."
      caveat={
        <>
          <p>Only direct effects count: what a part wrote for later layers to build on is credited to those. A small bar is no proof that a part does not matter.</p>
          <p>The scale of the final norm is held at its value in this run; a logit by itself says little, since only differences between tokens decide.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Direct logit attribution: each part’s vector, scaled by the final norm as frozen in this run, times the output row of the token (of both, subtracted)." }}
      source={sourceLine(detail)}
      controls={
        <>
          <Segmented label="Order" size="s" value={state.order} onChange={(order) => setState({ order })} options={[{ value: "layers", label: "By layer" }, { value: "size", label: "By size" }]} />
          {open.size > 0 ? (
            <Button size="s" variant="quiet" onClick={() => setState({ open: undefined }, "replace")}>
              Close all
            </Button>
          ) : null}
        </>
      }
      legend={<CategoryLegend items={[{ label: explanation.foil ? "for the first" : "raises it", colour: signed(0.8, theme) }, { label: explanation.foil ? "for the second" : "lowers it", colour: signed(-0.8, theme) }]} />}
      table={() => contributionTable(parts, explanation)}
      footer={
        <span data-check={adds ? "passed" : "failed"}>
          {adds ? "Checked: " : "Check failed: "}the parts come to {decimal(explanation.logit - (explanation.remainder ?? 0))} and the model says {decimal(explanation.logit)}; the remainder is {shareText(share)} of all that is added and taken away
          {adds ? "." : ", more than rounding explains."}
        </span>
      }
    >
      <SpanBars label={`Parts of the ${total}`} rows={rows} axisTitle="logits" linked onSelect={select} />
    </ChartCard>
  );
}

function shareText(share: number | null): string {
  if (share === null) return "an unknown share";
  return share < 0.0001 ? "less than 0.01\u2009%" : `${decimal(share * 100)}\u2009%`;
}
