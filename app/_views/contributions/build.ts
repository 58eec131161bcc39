import type { ChartTable, SpanRow } from "@/lib/charts";
import { decimal, exact, weight } from "@/lib/charts/format";
import type { Contributions, Explanation } from "@/lib/domain/explanation";
import type { ViewState } from "@/lib/domain/view-state";

/** Where a part can be looked at: its attention map, or its expert. */
export type PartLink = { tab: "attention"; l: number; h: number } | { tab: "experts"; l: number; e: number };

/** What adds to the residual stream by itself: nothing of it is told apart further. */
export interface Component {
  key: string;
  /** Complete by itself: "layer 3, head 5". */
  name: string;
  /** Within its layer: "head 5". */
  label: string;
  note?: string;
  value: number;
  link: PartLink | null;
}

/** The embedding, or what attention or the feed-forward part of a layer wrote. */
export interface Part {
  key: string;
  label: string;
  value: number;
  /** Empty where it cannot be told apart, or is one thing. */
  components: Component[];
}

const whole = (key: string, label: string, value: number): Part => ({ key, label, value, components: [] });

function attentionPart({ layer, total, heads }: Contributions["attention"][number]): Part {
  const components = (heads ?? []).map((value, head): Component => ({ key: `a${layer}.h${head}`, name: `layer ${layer}, head ${head}`, label: `head ${head}`, value, link: { tab: "attention", l: layer, h: head } }));
  return { key: `a${layer}`, label: `layer ${layer} attention`, value: total, components };
}

function feedForwardPart({ layer, total, experts, shared, dense }: Contributions["ffn"][number]): Part {
  if (dense !== null) return whole(`f${layer}`, `layer ${layer} dense FFN`, total);
  const components = experts.map(
    ({ id, gate, value }): Component => ({
      key: `f${layer}.e${id}`,
      name: `layer ${layer}, expert ${id}`,
      label: `expert ${id}`,
      ...(gate === null ? {} : { note: `gate ${weight(gate)}` }),
      value,
      link: { tab: "experts", l: layer, e: id },
    }),
  );
  if (shared !== null) components.push({ key: `f${layer}.shared`, name: `layer ${layer}, shared experts`, label: "shared experts", value: shared, link: null });
  return { key: `f${layer}`, label: `layer ${layer} experts`, value: total, components };
}

/** All parts of the logit in the order of the residual stream: they add up to it but for the remainder. */
export function partsOf({ embedding, bias, attention, ffn }: Contributions): Part[] {
  const layers = [...new Set([...attention, ...ffn].map(({ layer }) => layer))].sort((a, b) => a - b);
  return [
    whole("embedding", "embedding", embedding),
    ...layers.flatMap((layer) => [...attention.filter((part) => part.layer === layer).map(attentionPart), ...ffn.filter((part) => part.layer === layer).map(feedForwardPart)]),
    ...(bias === 0 ? [] : [whole("bias", "output bias", bias)]),
  ];
}

const bySize = (a: { value: number }, b: { value: number }): number => Math.abs(b.value) - Math.abs(a.value);

/** The largest components of the whole model, by size whatever their sign. */
export function topComponents(parts: readonly Part[], count: number): Component[] {
  return parts
    .flatMap(({ key, label, value, components }) => (components.length > 0 ? components : [{ key, name: label, label, value, link: null }]))
    .sort(bySize)
    .slice(0, count);
}

/** "+1.23", "−0.04". */
export const contribution = (value: number): string => `${value > 0 && decimal(value) !== "0.00" ? "+" : ""}${decimal(value)}`;

/** The rows of the waterfall: parts one after the other, those of open ones below them, the remainder, and the logit. */
export function waterfallRows(parts: readonly Part[], explanation: Pick<Explanation, "logit" | "remainder">, order: ViewState["order"], open: ReadonlySet<string>, totalLabel: string): SpanRow[] {
  const rows: SpanRow[] = [];
  let sum = 0;
  for (const { key, label, value, components } of order === "size" ? [...parts].sort(bySize) : parts) {
    const isOpen = open.has(key);
    const says = `${label}: ${contribution(value)} logits (exactly ${exact(value)})`;
    rows.push({
      key,
      label,
      from: sum,
      to: sum + value,
      valueText: contribution(value),
      title: components.length > 0 ? `${says}. Click to ${isOpen ? "hide" : "show"} its ${components.length} parts` : says,
      kind: "part",
      ...(components.length > 0 ? { open: isOpen } : {}),
      active: components.length > 0,
    });
    if (isOpen) rows.push(...innerRows(order === "size" ? [...components].sort(bySize) : components, sum));
    sum += value;
  }
  const remainder = explanation.remainder ?? 0;
  rows.push({ key: "remainder", label: "remainder", from: sum, to: explanation.logit, valueText: contribution(remainder), title: `Remainder: ${exact(remainder)} logits that rounding leaves over`, kind: "part", active: false });
  rows.push({ key: "logit", label: totalLabel, from: 0, to: explanation.logit, valueText: decimal(explanation.logit), title: `${totalLabel}: ${exact(explanation.logit)}, the model’s own`, kind: "sum", active: false });
  return rows;
}

function innerRows(components: readonly Component[], start: number): SpanRow[] {
  let sum = start;
  return components.map(({ key, name, label, note, value, link }) => {
    const from = sum;
    sum += value;
    return { key, label, ...(note ? { note } : {}), from, to: sum, valueText: contribution(value), title: componentTitle(name, value, link), kind: "inner", active: link !== null };
  });
}

function componentTitle(name: string, value: number, link: PartLink | null): string {
  const says = `${name}: ${contribution(value)} logits (exactly ${exact(value)})`;
  if (!link) return says;
  return `${says}. Click to see ${link.tab === "attention" ? "where it reads" : "its tokens"}`;
}

/** The strip of the largest components: bars from 0. */
export function componentRows(components: readonly Component[]): SpanRow[] {
  return components.map(({ key, name, value, link }) => ({ key, label: name, from: 0, to: value, valueText: contribution(value), title: componentTitle(name, value, link), kind: "part", active: link !== null }));
}

/** Which layers are open, from the address and back. */
export const openKeys = (open: string | undefined): Set<string> => new Set(open?.split(".") ?? []);
export function toggled(open: string | undefined, key: string): string | undefined {
  const keys = openKeys(open);
  if (!keys.delete(key)) keys.add(key);
  return keys.size === 0 ? undefined : [...keys].join(".");
}

/**
 * The remainder as a share of all that the parts add and take away, which is what rounding grows with. The logit itself will not do:
 * its zero means nothing, and it may be next to it.
 */
export function remainderShare(remainder: number | null, parts: readonly Part[]): number | null {
  const moved = parts.reduce((total, { value }) => total + Math.abs(value), 0);
  return remainder === null || moved === 0 ? null : Math.abs(remainder) / moved;
}

/** A sum whose remainder is a larger share than this does not add up. */
export const REMAINDER_TOLERANCE = 0.001;

export function contributionTable(parts: readonly Part[], explanation: Pick<Explanation, "logit" | "remainder">): ChartTable {
  return {
    columns: [{ label: "part" }, { label: "within it" }, { label: "logits", numeric: true }],
    rows: [
      ...parts.flatMap(({ label, value, components }) => [[label, "all of it", value], ...components.map((component) => [label, component.label, component.value])]),
      ["remainder", "", explanation.remainder],
      ["logit", "", explanation.logit],
    ],
  };
}
