import type { CandidateText } from "../token/candidate-text";

export interface PickerRow {
  id: number;
  shown: string;
  probability: number;
}

/** Candidates whose text holds what was typed, likeliest first; those that begin with it come before the others. */
export function pickerRows(candidates: readonly { id: number; measured: number }[], textOf: (id: number) => CandidateText, typed: string, count: number): PickerRow[] {
  const wanted = typed.toLowerCase();
  const rows = candidates.flatMap(({ id, measured }) => {
    const { raw, shown } = textOf(id);
    const at = raw.toLowerCase().indexOf(wanted);
    // A token that begins with a space begins with what is typed after it.
    return at < 0 ? [] : [{ id, shown, probability: measured, begins: at === 0 || (at === 1 && raw.startsWith(" ")) }];
  });
  return rows
    .sort((a, b) => Number(b.begins) - Number(a.begins) || b.probability - a.probability)
    .slice(0, count)
    .map(({ id, shown, probability }) => ({ id, shown, probability }));
}
