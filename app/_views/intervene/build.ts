import type { ChartTable, SpanRow } from "@/lib/charts";
import { count, decimal, exact } from "@/lib/charts/format";
import type { ChangedToken, Effect, Elsewhere } from "@/lib/domain/effect";
import { LOGITS_KEPT } from "@/lib/trace/names";
import { floorText, likelierText, signedNats } from "../study/effect-words";

/** Nats: log p of the target, or its lead over the foil, in either run. */
export interface Change {
  clean: number;
  edited: number;
  delta: number;
}

export function changeOf({ target, foil }: Pick<Effect, "target" | "foil">): Change {
  const lead = (which: "clean" | "edited"): number => target[which].logprob - (foil ? foil[which].logprob : 0);
  const [clean, edited] = [lead("clean"), lead("edited")];
  return { clean, edited, delta: edited - clean };
}

/** A difference of log-probabilities as a sentence's end: "3.2 times less likely". */
export function timesWords(delta: number): string {
  if (delta === 0) return "exactly as likely";
  return likelierText(delta);
}

/** "below 0.001", "0.012"; 0 is told as such, and what was not measured as a dash. */
export const floorWords = (floor: number | null): string => (floor === 0 ? "0" : floor === null ? decimal(null) : floorText(floor));

/** What the noise floor was measured against, as a sentence. */
export function noiseWords({ floor, inspection, pieces }: Effect["noise"]): string {
  if (floor === null) return "The noise floor was not measured: this model’s cache cannot be cut, and the inspection was edited itself.";
  const against = [
    ...(pieces === null ? [] : ["both runs evaluated again in other pieces of the text"]),
    ...(inspection === null ? [] : ["this inspection’s own figures"]),
  ];
  return `Noise floor ${floorWords(floor)} nats: the most that comes out otherwise against ${against.join(" and ")}.`;
}

/** A run keeps so many candidates; what is behind them has no rank. */
export const rankWords = (rank: number | null): string => (rank === null ? `rank beyond ${LOGITS_KEPT}` : `rank ${count(rank)}`);

/** How a candidate's rank moved, read from the clean run to the edited one: "↑ 3", "↓ 2", "=", and "from behind" where it was not kept. */
export function rankMove(rank: number, otherRank: number | null, side: "clean" | "edited"): string {
  const [before, after] = side === "clean" ? [rank, otherRank] : [otherRank, rank];
  if (before === null) return "new";
  if (after === null) return "gone";
  if (before === after) return "=";
  return before > after ? `↑${before - after}` : `↓${after - before}`;
}

export function candidateTable(effect: Effect, name: (id: number) => string): ChartTable {
  const rows = (side: "clean" | "edited") => effect.candidates[side].map(({ id, logprob, otherRank }, i) => [side, i + 1, name(id), id, logprob, Math.exp(logprob), otherRank]);
  const figures = (role: string, { id, clean, edited }: ChangedToken) => [
    [`${role}, clean`, clean.rank, name(id), id, clean.logprob, Math.exp(clean.logprob), edited.rank],
    [`${role}, edited`, edited.rank, name(id), id, edited.logprob, Math.exp(edited.logprob), clean.rank],
  ];
  return {
    columns: [{ label: "run" }, { label: "rank", numeric: true }, { label: "token" }, { label: "token id", numeric: true }, { label: "log p (nats)", numeric: true }, { label: "probability", numeric: true }, { label: "rank in the other run", numeric: true }],
    rows: [...figures("asked", effect.target), ...(effect.foil ? figures("compared with", effect.foil) : []), ...rows("clean"), ...rows("edited")],
  };
}

export function continuationTable({ continuation: { clean, edited } }: Effect, name: (id: number) => string): ChartTable {
  return {
    columns: [{ label: "token written", numeric: true }, { label: "clean" }, { label: "edited" }, { label: "differs" }],
    rows: Array.from({ length: Math.max(clean.length, edited.length) }, (_, i) => {
      const [a, b] = [clean[i], edited[i]];
      return [i + 1, a === undefined ? null : name(a), b === undefined ? null : name(b), a === b ? "no" : "yes"];
    }),
  };
}

/** Layers with a router: share of the choices that changed, and which experts came and went. */
export interface RoutedChange {
  layer: number;
  /** 1 − mean of |A ∩ B| / |A ∪ B| over the tokens. */
  changed: number;
  came: { expert: number; times: number }[];
  went: { expert: number; times: number }[];
}

export function routedChanges(layers: Effect["layers"]): RoutedChange[] {
  const most = (list: { expert: number; times: number }[]) => list.filter(({ times }) => times > 0).sort((a, b) => b.times - a.times || a.expert - b.expert);
  return layers.flatMap(({ layer, routing }) =>
    routing ? [{ layer, changed: 1 - routing.jaccard, came: most(routing.experts.map(({ expert, comes }) => ({ expert, times: comes }))), went: most(routing.experts.map(({ expert, goes }) => ({ expert, times: goes }))) }] : [],
  );
}

/** "7 (3 tokens), 12". */
export function expertList(list: RoutedChange["came"], shown = 5): string {
  const words = list.slice(0, shown).map(({ expert, times }) => (times > 1 ? `${expert} (${times} tokens)` : String(expert)));
  return [...words, ...(list.length > shown ? [`${list.length - shown} more`] : [])].join(", ");
}

/** (L, H) row-major; NaN where a layer's attention was not recorded. Null: of no layer. */
export function headChanges(layers: Effect["layers"], heads: number): Float32Array | null {
  if (layers.every(({ attention }) => attention === null)) return null;
  return Float32Array.from(layers.flatMap(({ attention }) => Array.from({ length: heads }, (_, head) => attention?.[head] ?? NaN)));
}

/** A text that the same edits are tried on. */
export interface Text {
  key: string;
  label: string;
  prompt: string;
  mode: "completion" | "chat";
}

export const ownTexts = (typed: string): Text[] => [...new Set(typed.split("\n").map((line) => line.trim()).filter((line) => line !== ""))].slice(0, 20).map((prompt, i) => ({ key: `own${i}`, label: prompt, prompt, mode: "completion" as const }));

export function elsewhereRows(list: readonly { text: Text; cost: Elsewhere | null }[], name: (token: Elsewhere["token"]) => string): SpanRow[] {
  return list.map(({ text, cost }) => {
    const delta = cost ? cost.edited.logprob - cost.clean.logprob : 0;
    const says = cost
      ? `${text.prompt}: log p of ${name(cost.token)}, its own next token, goes from ${exact(Number(cost.clean.logprob.toPrecision(5)))} to ${exact(Number(cost.edited.logprob.toPrecision(5)))} nats${cost.first.id === cost.token.id ? "; it stays the first choice" : `; the first choice is then ${name(cost.first)}`}`
      : `${text.prompt}: not measured`;
    return { key: text.key, label: [...text.label].length > 26 ? `${[...text.label].slice(0, 25).join("")}…` : text.label, ...(cost ? { note: name(cost.token) } : {}), from: 0, to: delta, valueText: cost ? signedNats(delta) : "–", title: says, kind: "part" as const, active: false };
  });
}
