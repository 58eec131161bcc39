import type { ModelShape } from "@/lib/domain/model";
import { sweepColumn, SWEEP_PROMPTS_MOST, type SweepRequest } from "@/lib/domain/sweep";
import type { ViewState } from "@/lib/domain/view-state";
import { columnsOf, layersOf } from "./names";

/** Layers as they are typed: "all" or nothing; or numbers and ranges, "0-3, 5". */
export function parseLayers(text: string, among: readonly number[]): { layers: number[] | null; problem: string | null } {
  const typed = text.trim();
  if (typed === "" || typed.toLowerCase() === "all") return { layers: null, problem: null };
  const found = new Set<number>();
  for (const part of typed.split(/[\s,.;]+/).filter((piece) => piece !== "")) {
    const range = /^(\d{1,4})(?:[-–](\d{1,4}))?$/.exec(part);
    const [first, last] = range ? [Number(range[1]), Number(range[2] ?? range[1])] : [1, 0];
    if (last < first) return { layers: null, problem: `“${part}” is no layer and no range. Write for example 0-3, 5.` };
    for (let layer = first; layer <= last; layer++) {
      if (!among.includes(layer)) return { layers: null, problem: `Layer ${layer} has nothing of this kind: there is ${among.length === 0 ? "none" : `${among[0] ?? 0} to ${among.at(-1) ?? 0}`}.` };
      found.add(layer);
    }
  }
  const layers = [...found].sort((a, b) => a - b);
  return { layers: layers.length === among.length ? null : layers, problem: null };
}

/** Layers as they stand in the address: "0-3.5"; undefined for all. */
export function layersText(layers: readonly number[] | null): string | undefined {
  if (layers === null || layers.length === 0) return undefined;
  const ranges: [number, number][] = [];
  for (const layer of layers) {
    const open = ranges.at(-1);
    if (open && layer === open[1] + 1) open[1] = layer;
    else ranges.push([layer, layer]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(".");
}

/** One text a line, without those that are empty or there already. */
export function textLines(typed: string): { texts: string[]; problem: string | null } {
  const texts = [...new Set(typed.split(/\r?\n/).filter((line) => line.trim() !== ""))];
  const long = texts.find((text) => text.length > 20_000);
  if (long !== undefined) return { texts, problem: `A text is longer than 20 000 characters: “${long.slice(0, 40)}…”.` };
  return { texts, problem: texts.length > SWEEP_PROMPTS_MOST ? `At most ${SWEEP_PROMPTS_MOST} further texts can be measured; these are ${texts.length}.` : null };
}

/** Two of the 2^n ways to flip signs are as extreme as what was seen, whatever the effect. */
export const smallestP = (texts: number): number => Math.min(1, 2 ** (1 - texts));

/** Texts, the inspection’s own included, with which a single test can reach p < .05. */
export const TEXTS_NEEDED = 6;

/** Texts with which the strongest of `cells` alone can still be below .05 after Benjamini and Hochberg. */
export function textsForOne(cells: number): number {
  let texts = TEXTS_NEEDED;
  while (smallestP(texts) * cells >= 0.05 && texts < SWEEP_PROMPTS_MOST + 1) texts++;
  return texts;
}

export interface Control {
  size: number;
  draws: number;
}

/** "4.20" in the address: the size of the set, and how many random ones. */
export function controlOf(text: string | undefined): Control | null {
  const [size, draws] = (text ?? "").split(".").map(Number);
  return size !== undefined && draws !== undefined && size >= 1 && size <= 32 && draws >= 5 && draws <= 200 ? { size, draws } : null;
}

/** Of draws, so that the same question is found again. */
const SEED = 1;

/** What the card asks, by what is chosen. */
export function sweepRequest(asked: { position: number; target: number; foil: number | null }, state: Pick<ViewState, "sweep" | "where" | "layers" | "control">, shape: ModelShape, texts: readonly string[]): SweepRequest {
  const { sweep: kind, where } = state;
  const repeated = sweepColumn(kind) !== "position";
  const control = repeated ? controlOf(state.control) : null;
  return {
    ...asked,
    kind,
    where: repeated ? where : "position",
    layers: parseLayers(state.layers ?? "", layersOf(kind, shape)).layers,
    source: null,
    prompts: repeated ? [...texts] : [],
    control: control && { ...control, seed: SEED },
  };
}

/** The choices in the address that ask a request again, and its further texts. */
export function choicesOf({ kind, where, layers, control, prompts, source }: SweepRequest): { state: Partial<ViewState>; texts: string[] } {
  const sweep = sweepKinds.find((known) => known === kind);
  const patch = patchKinds.find((known) => known === kind);
  if (sweep !== undefined) return { state: { sweep, where, layers: layersText(layers), control: control ? `${control.size}.${control.draws}` : undefined }, texts: prompts };
  return { state: patch !== undefined && source ? { patch, from: source.inspection, fromAt: source.position, ...(source.pairs && layers ? { l: layers[0] } : {}) } : {}, texts: [] };
}

/** The most evaluations that a request can take: cells of every text, sets of the control, and each text as it is. */
export function evaluations({ kind, layers, prompts, control, position }: SweepRequest, shape: ModelShape): { cells: number; most: number } {
  const rows = layers?.length ?? layersOf(kind, shape).length;
  const cells = rows * columnsOf(kind, shape, position);
  const texts = 1 + prompts.length;
  return { cells, most: texts * (cells + 1) + (control ? 1 + control.draws : 0) };
}

/** What a sweep can change; patches have a card of their own. */
export const sweepKinds: readonly ViewState["sweep"][] = ["expert-off", "expert-reroute", "head-off", "head-mean", "attention-write-off", "ffn-write-off"];
export const patchKinds: readonly ViewState["patch"][] = ["patch-residual", "patch-attention", "patch-ffn"];
