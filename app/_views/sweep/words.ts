import { decimal, exact, percent, weight } from "@/lib/charts/format";
import type { SweepKind } from "@/lib/domain/sweep";
import { kindWords } from "@/lib/domain/sweep-words";
import { likelierText, signedNats } from "../study/effect-words";
import type { SweptCell } from "./build";

/** With more digits where three would be nothing. */
export const fineNats = (value: number): string => signedNats(value, value !== 0 && Math.abs(value) < 0.001 ? 5 : 3);

const shown = (value: number): string => exact(Number(value.toPrecision(6))).replace("-", "−");

/** A probability of chance as it is written: "p = .031", "p < .001". */
export function pText(p: number): string {
  return p < 0.001 ? "< .001" : `= ${decimal(p, 3).replace(/^0/, "")}`;
}

/** The effect in words: "without it “Paris” is 2 times less likely". */
export function effectText(kind: SweepKind, { effect, noise }: Pick<SweptCell, "effect" | "noise">, answer: string): string {
  const { then } = kindWords(kind);
  if (effect === 0) return `${then} nothing changes`;
  return noise ? "within the noise: it changes nothing that can be told apart" : `${then} ${answer} is ${likelierText(effect)}`;
}

/** Lines about a cell for hover and screen readers; `cell` null where it was not measured. */
export function cellLines(kind: SweepKind, name: string, cell: SweptCell | null, answer: string, under: boolean): string[] {
  if (!cell) return [name, under ? "not measured yet" : "not measured"];
  return [
    name,
    `Δ ${shown(cell.effect)} nats (measured): ${effectText(kind, cell, answer)}`,
    ...(cell.contribution === null ? [] : [`direct contribution ${fineNats(cell.contribution)} (derived)`]),
    ...(kind.startsWith("expert") ? [cell.gate === null ? "not chosen at this position" : `gate weight ${weight(cell.gate)} (measured)`] : []),
    ...(cell.test === null ? [] : [`mean over ${cell.test.texts} texts ${fineNats(cell.test.mean)} nats, p ${pText(cell.test.p)}, adjusted ${pText(cell.test.adjusted)} (derived)`]),
  ];
}

/** How well one thing foretells another, in words. */
export function correlationText(correlation: number | null, cells: number): string {
  if (correlation === null) return cells < 3 ? "too few cells to say" : "it does not vary";
  const size = Math.abs(correlation);
  const strength = size < 0.2 ? "no order in common" : size < 0.5 ? "little order in common" : size < 0.8 ? "some order in common" : "much the same order";
  return `ρ = ${decimal(correlation, 2).replace(/^(−?)0\./, "$1.")} over ${cells} cells: ${correlation < -0.2 ? `${strength}, reversed` : strength}`;
}

/** The control's finding in a sentence. */
export function controlSentence({ atLeast, of, p }: { atLeast: number; of: number; p: number }, size: number, units: string): string {
  const members = size === 1 ? `The one that matters most` : `The ${size} ${units} that matter most`;
  return atLeast === 0 ? `${members}, together, did more than each of ${of} random sets (p ${pText(p)}).` : `${members}, together, did no more than ${atLeast} of ${of} random sets did (p ${pText(p)}).`;
}

/** Share of the difference between two texts, as "43 %". */
export const shareText = (share: number | null): string => (share === null ? "no difference to recover" : `${percent(share)} recovered`);
