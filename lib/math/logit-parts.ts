import type { Contributions } from "@/lib/domain/explanation";

/** Something that adds to the residual stream, and what it adds to the logit. */
export type LogitPart = { value: number } & (
  | { kind: "embedding" | "bias" }
  | { kind: "head"; layer: number; head: number }
  | { kind: "attention" | "dense" | "shared"; layer: number }
  | { kind: "expert"; layer: number; expert: number; gate: number | null }
);

/**
 * All parts, at the finest that can be told apart: heads, experts, shared experts, dense layers. They add up to the totals but for the
 * rounding of quantised products.
 */
export function logitParts({ embedding, bias, attention, ffn }: Contributions): LogitPart[] {
  return [
    { kind: "embedding", value: embedding },
    ...(bias === 0 ? [] : [{ kind: "bias" as const, value: bias }]),
    ...attention.flatMap(({ layer, total, heads }): LogitPart[] =>
      heads === null ? [{ kind: "attention", layer, value: total }] : heads.map((value, head) => ({ kind: "head", layer, head, value })),
    ),
    ...ffn.flatMap(({ layer, experts, shared, dense }): LogitPart[] => [
      ...experts.map(({ id, gate, value }) => ({ kind: "expert" as const, layer, expert: id, gate, value })),
      ...(shared === null ? [] : [{ kind: "shared" as const, layer, value: shared }]),
      ...(dense === null ? [] : [{ kind: "dense" as const, layer, value: dense }]),
    ]),
  ];
}

/** The parts that matter most, by size, whichever way they push. */
export const largestParts = (parts: readonly LogitPart[], count: number): LogitPart[] => [...parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, count);
