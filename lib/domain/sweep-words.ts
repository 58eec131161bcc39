import type { SweepKind, SweepRequest } from "./sweep";

interface KindWords {
  label: string;
  hint: string;
  /** "… is 2 times less likely" continues it. */
  then: string;
}

const words: Record<SweepKind, KindWords> = {
  "expert-off": { label: "Experts off", hint: "its gate is 0; the other chosen experts keep theirs", then: "without it" },
  "expert-reroute": { label: "Experts re-routed", hint: "never chosen: the next best takes its place", then: "with the next best in its place" },
  "head-off": { label: "Heads off", hint: "what it adds is 0", then: "without it" },
  "head-mean": { label: "Heads at their mean", hint: "what it adds is its mean over the text", then: "with its mean in its place" },
  "attention-write-off": { label: "Attention off, by token", hint: "what a layer’s attention adds at one token is 0", then: "without it" },
  "ffn-write-off": { label: "FFN off, by token", hint: "what a layer’s feed-forward adds at one token is 0", then: "without it" },
  "patch-residual": { label: "Residual stream", hint: "all that the layers up to this one have made of the token", then: "with the source’s in its place" },
  "patch-attention": { label: "Attention’s part", hint: "what this layer’s attention adds at the token", then: "with the source’s in its place" },
  "patch-ffn": { label: "FFN’s part", hint: "what this layer’s feed-forward adds at the token", then: "with the source’s in its place" },
};

export const kindWords = (kind: SweepKind): KindWords => words[kind];

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What a sweep asks, in a line: "Heads off, every position, layers 3 and 4, 5 further texts, 20 random sets". */
export function sweepTitle({ kind, where, layers, prompts, control, source }: SweepRequest): string {
  const parts = [
    source ? `${kindWords(kind).label} patched` : kindWords(kind).label,
    ...(where === "all" ? ["every position"] : []),
    ...(layers === null ? [] : [layers.length > 4 ? `${layers.length} layers` : `layer${layers.length === 1 ? "" : "s"} ${layers.join(", ")}`]),
    ...(source?.pairs ? [`${counted(source.pairs.length, "position", "positions")} by hand`] : []),
    ...(prompts.length > 0 ? [counted(prompts.length, "further text", "further texts")] : []),
    ...(control ? [`${control.draws} random sets`] : []),
  ];
  return parts.join(", ");
}
