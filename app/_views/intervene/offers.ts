import type { Edit } from "@/lib/domain/edit";
import type { Component, Part } from "../contributions/build";
import type { EditOffer } from "./edit-button";

const everywhere = (text: string): string => `${text} at every position`;
const here = (text: string, name: string): string => `${text} at ${name} only`;

/** What can be done to an expert; `token` is the position that is spoken of, `name` its text. */
export function expertOffers(layer: number, expert: number, token: number, name: string): EditOffer[] {
  const on = { layer, expert };
  return [
    { label: everywhere("Switch off"), edit: { kind: "expert-off", ...on, positions: "all" } },
    { label: here("Switch off", name), edit: { kind: "expert-off", ...on, positions: [token] } },
    { label: everywhere("Re-route: never choose it,"), edit: { kind: "expert-reroute", ...on, positions: "all" } },
    { label: here("Force it", name), edit: { kind: "expert-force", ...on, positions: [token] } },
  ];
}

export function headOffers(layer: number, head: number, token: number, name: string): EditOffer[] {
  const on = { layer, head };
  return [
    { label: everywhere("Switch off"), edit: { kind: "head-off", ...on, positions: "all" } },
    { label: here("Switch off", name), edit: { kind: "head-off", ...on, positions: [token] } },
    { label: everywhere("Set to its mean"), edit: { kind: "head-mean", ...on, positions: "all" } },
  ];
}

/** A token reading another: in the head, the layer, or everywhere. The first token reads itself alone, and must. */
export function edgeOffers(layer: number, head: number | null, to: number, from: number): EditOffer[] {
  if (to === 0) return [];
  const edge = { kind: "attention-block" as const, from, to };
  return [
    ...(head === null ? [] : [{ label: `Block it in head ${head} of layer ${layer}`, edit: { ...edge, layer, head } }]),
    { label: `Block it in every head of layer ${layer}`, edit: { ...edge, layer, head: "all" as const } },
    { label: "Block it in every head of every layer", edit: { ...edge, layer: "all" as const, head: "all" as const } },
  ];
}

/** What a layer does to the stream at one token. */
export function cellOffers(layer: number, token: number, target: { id: number; name: string }): EditOffer[] {
  const on = { layer, positions: [token] };
  return [
    { label: "Attention writes nothing here", edit: { kind: "attention-write-off", ...on } },
    { label: "Feed-forward writes nothing here", edit: { kind: "ffn-write-off", ...on } },
    { label: "Halve the residual stream here", edit: { kind: "residual-scale", ...on, factor: 0.5 } },
    { label: `Move the stream towards ${target.name}`, edit: { kind: "residual-add", ...on, factor: 1, direction: { token: target.id } } },
    { label: `Move the stream away from ${target.name}`, edit: { kind: "residual-add", ...on, factor: -1, direction: { token: target.id } } },
  ];
}

/** Switches a component or a part of the logit off at every position; null where nothing switches it. */
export function switchedOff({ key, link }: Pick<Component, "key" | "link"> | (Pick<Part, "key"> & { link: null })): Edit | null {
  if (link?.tab === "attention") return { kind: "head-off", layer: link.l, head: link.h, positions: "all" };
  if (link?.tab === "experts") return { kind: "expert-off", layer: link.l, expert: link.e, positions: "all" };
  const [, part, layer] = /^([af])(\d+)$/.exec(key) ?? [];
  if (part === undefined) return null;
  return { kind: part === "a" ? "attention-write-off" : "ffn-write-off", layer: Number(layer), positions: "all" };
}
