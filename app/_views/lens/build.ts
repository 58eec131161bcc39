import type { ChartTable, LineSeries } from "@/lib/charts";
import { categorical } from "@/lib/charts";
import { decimal, exact, nats, percent, probability } from "@/lib/charts/format";
import type { Explanation, LensLayer } from "@/lib/domain/explanation";
import type { ViewState } from "@/lib/domain/view-state";

export type LensColour = ViewState["lens"];

/** The lens of all places, as it is drawn: P places (columns), L layers (rows), flat (P, L). */
export interface LensGrid {
  layers: readonly number[];
  places: number;
  /** First choice of each. */
  ids: ArrayLike<number>;
  logprobs: ArrayLike<number>;
  /** nats */
  entropy: ArrayLike<number>;
  /** Figures of the token asked about; null until they are there, or where nobody asked. */
  target: { logprobs: ArrayLike<number>; ranks: ArrayLike<number> } | null;
}

/**
 * The values that colour the grid, (L, P) row-major: probability 0 … 1 of the first choice or of the target, entropy in nats, or the
 * rank as −log10 (0 is the first choice), so that a good rank stands out. NaN where they are not there yet.
 */
export function lensValues({ layers, places, logprobs, entropy, target }: LensGrid, colour: LensColour): Float32Array {
  const rows = layers.length;
  const values = new Float32Array(rows * places).fill(Number.NaN);
  const source: ArrayLike<number> | undefined = { probability: logprobs, entropy, target: target?.logprobs, rank: target?.ranks }[colour];
  if (!source) return values;
  const convert = { probability: Math.exp, target: Math.exp, entropy: (value: number) => value, rank: (value: number) => -Math.log10(value) }[colour];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < places; column++) values[row * places + column] = convert(source[column * rows + row] ?? Number.NaN);
  }
  return values;
}

/** Top 10 of one layer as lines for a tooltip. */
export function topLines(names: readonly string[], logprobs: ArrayLike<number>): string[] {
  return names.map((name, i) => `${i + 1}. ${name}  ${probability(Math.exp(logprobs[i] ?? Number.NaN))}`);
}

/** Target, foil and every token that ever led, over layers, as probabilities or log-probabilities in nats. */
export function lensSeries(explanation: Explanation, lens: readonly LensLayer[], kind: ViewState["lines"], nameOf: (id: number) => string): LineSeries[] {
  const shown = kind === "log" ? (value: number) => value : Math.exp;
  const { target, foil } = explanation;
  const series: LineSeries[] = [{ key: "target", name: nameOf(target.id), values: lens.map(({ targetLogprob }) => shown(targetLogprob)), colour: categorical(0), strong: true }];
  if (foil) series.push({ key: "foil", name: nameOf(foil.id), values: lens.map(({ foilLogprob }) => (foilLogprob === null ? null : shown(foilLogprob))), colour: categorical(1), strong: true });
  for (const token of explanation.everFirst) {
    if (token.id === target.id || token.id === foil?.id) continue;
    series.push({ key: String(token.id), name: nameOf(token.id), values: token.logprobs.map(shown), colour: "var(--data-neutral)" });
  }
  return series;
}

export function lineTable(explanation: Explanation, lens: readonly LensLayer[], nameOf: (id: number) => string): ChartTable {
  const others = explanation.everFirst.filter(({ id }) => id !== explanation.target.id && id !== explanation.foil?.id);
  const numeric = (label: string) => ({ label, numeric: true });
  return {
    columns: [
      numeric("layer"),
      { label: "first choice" },
      numeric("probability of the first choice"),
      numeric("entropy (nats)"),
      ...[explanation.target, ...(explanation.foil ? [explanation.foil] : [])].flatMap(({ id }) => [numeric(`log p of ${nameOf(id)} (${id})`), numeric(`rank of ${nameOf(id)} (${id})`)]),
      // Different tokens may look the same, parts of characters for one.
      ...others.map(({ id }) => numeric(`log p of ${nameOf(id)} (${id})`)),
    ],
    rows: lens.map((layer, l) => [
      layer.layer,
      nameOf(layer.ids[0] ?? -1),
      layer.probs[0] ?? null,
      layer.entropy,
      layer.targetLogprob,
      layer.targetRank,
      ...(explanation.foil ? [layer.foilLogprob, layer.foilRank] : []),
      ...others.map(({ logprobs }) => logprobs[l] ?? null),
    ]),
  };
}

/** Words about one layer of the line chart. */
export function layerLines(explanation: Explanation, layer: LensLayer, nameOf: (id: number) => string): string[] {
  const { target, foil } = explanation;
  const figures = (name: string, logprob: number, rank: number) => `“${name}”: ${percent(Math.exp(logprob))} (rank ${exact(rank)}, log p ${nats(logprob)})`;
  return [
    `Layer ${layer.layer}: first choice “${nameOf(layer.ids[0] ?? -1)}” with ${percent(layer.probs[0])}`,
    figures(nameOf(target.id), layer.targetLogprob, layer.targetRank),
    ...(foil && layer.foilLogprob !== null && layer.foilRank !== null ? [figures(nameOf(foil.id), layer.foilLogprob, layer.foilRank)] : []),
    `entropy ${nats(layer.entropy)}`,
  ];
}

/** One row a cell: for the table and the CSV of the grid. */
export function gridTable(grid: LensGrid, tokens: readonly string[], nameOf: (id: number) => string): ChartTable {
  const rows = grid.layers.length;
  const numeric = (label: string) => ({ label, numeric: true });
  const asked = grid.target;
  return {
    columns: [numeric("position"), { label: "token there" }, numeric("layer"), { label: "first choice" }, numeric("probability"), numeric("entropy (nats)"), ...(asked ? [numeric("log p of the target"), numeric("rank of the target")] : [])],
    rows: Array.from({ length: grid.places * rows }, (_, i) => {
      const column = Math.floor(i / rows);
      return [
        column + 1,
        tokens[column] ?? "",
        grid.layers[i % rows] ?? null,
        nameOf(grid.ids[i] ?? -1),
        Math.exp(grid.logprobs[i] ?? Number.NaN),
        grid.entropy[i] ?? null,
        ...(asked ? [asked.logprobs[i] ?? null, asked.ranks[i] ?? null] : []),
      ];
    }),
  };
}

/** The check of the last layer against the model's own output, for a person. `gap`: largest difference over the vocabulary, logits. */
export function checkSentence(gap: number, tolerance: number, places: number): string {
  const where = places === 1 ? "At this place" : `At all ${places} places`;
  const figure = gap === 0 ? "exactly" : `to within ${gap < 0.01 ? gap.toExponential(1).replace("e-", " × 10⁻").replace(/\d+$/, superscript) : decimal(gap, 3)} logits`;
  return gap <= tolerance
    ? `Checked: ${where.toLowerCase()} the last layer’s lens is the model’s own output ${figure}.`
    : `Check failed: the last layer’s lens differs from the model’s own output by up to ${decimal(gap, 3)} logits. Do not rely on this lens.`;
}

const superscript = (digits: string): string => [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? digit).join("");
