"use client";

import { memo, type ReactElement } from "react";
import { Segmented, Stepper } from "@/lib/ui";
import { tokenName } from "../inspection/names";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import { EditButton } from "../intervene/edit-button";
import { headOffers } from "../intervene/offers";
import type { ViewProps } from "../view-contract";
import { MatrixCard } from "./matrix-card";
import { TextCard } from "./text-card";
import type { HeadState } from "./use-head";

export interface DetailCardProps {
  props: ViewProps;
  head: HeadState;
}

/** One head closely: as a matrix of all tokens, or over the text for one token. Rollout exists for one token only. */
export const DetailCard = memo(function DetailCard(card: DetailCardProps): ReactElement {
  const { state } = card.props;
  const asText = state.detail === "text" || state.over === "rollout";
  return asText ? <TextCard {...card} /> : <MatrixCard {...card} />;
});

/** The controls that matrix and text share. */
export function DetailControls({ props, head }: DetailCardProps): ReactElement {
  const { state, setState, detail } = props;
  const display = useDisplayTokens(detail);
  // What the pointer passes over must not change what a click does.
  const token = spokenToken({ ...props, previewToken: null });
  const { layers, heads } = head.grid;
  const { layer, head: one } = head.choice ?? { layer: 0, head: 0 };
  return (
    <>
      <Segmented
        label="Drawn as"
        size="s"
        value={state.over === "rollout" ? "text" : state.detail}
        options={[
          { value: "matrix", label: "Matrix", ...(state.over === "rollout" ? { disabled: true, title: "Rollout is computed for one token at a time: it is shown over the text" } : {}) },
          { value: "text", label: "Text" },
        ]}
        onChange={(detail) => setState({ detail })}
      />
      <Segmented
        label="Whose attention"
        size="s"
        value={state.over}
        options={[
          { value: "head", label: "Head" },
          { value: "layer", label: "Layer mean", title: "Mean over the heads of a layer" },
          { value: "rollout", label: "Rollout", title: "Followed through all layers" },
        ]}
        onChange={(over) => setState({ over })}
      />
      {state.over === "rollout" ? null : <Stepper label="Layer" value={layer} min={0} max={layers - 1} keys={{ down: "↑", up: "↓" }} onChange={(l) => setState({ l, h: one })} />}
      {state.over === "head" ? <Stepper label="Head" value={one} min={0} max={heads - 1} keys={{ down: "[", up: "]" }} onChange={(h) => setState({ l: layer, h })} /> : null}
      {state.over === "head" && head.choice ? <EditButton view={props} label="Switch off" about={`Head ${one} of layer ${layer}`} offers={headOffers(layer, one, token, tokenName(display, token))} /> : null}
    </>
  );
}

export function detailTitle({ props: { state }, head }: DetailCardProps): string {
  if (state.over === "rollout") return "Rollout through all layers";
  if (!head.choice) return "One head";
  return state.over === "layer" ? `Layer ${head.choice.layer} · mean of its heads` : `Layer ${head.choice.layer} · head ${head.choice.head}`;
}
