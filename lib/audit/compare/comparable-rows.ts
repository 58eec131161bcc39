import type { Row } from "../rows";

export interface ComparableRows {
  baseline: Row[];
  candidate: Row[];
  /** What was left out and why, for a reader; null where nothing was. */
  note: string | null;
}

const ordersOf = (count: number): string => (count === 0 ? "not at all" : count === 1 ? "in one order" : `in ${count} orders`);

/** Without letters; null where the row has nothing else. */
const withoutLetters = (row: Row): Row | null => (row.kind !== "question" ? row : row.answers === null ? null : { ...row, letters: null });

/**
 * The rows of two audits without what cannot be compared: a taste for a letter or a place cancels out over all six option orders only, so
 * letters scored in another number of orders differ where the model does not. Answers by their words do not depend on orders, and stay.
 */
export function comparableRows(baseline: readonly Row[], candidate: readonly Row[], orders: { baseline: number; candidate: number }): ComparableRows {
  const affected = [...baseline, ...candidate].some((row) => row.kind === "question" && row.letters !== null);
  if (orders.baseline === orders.candidate || !affected) return { baseline: [...baseline], candidate: [...candidate], note: null };
  const keep = (rows: readonly Row[]) => rows.flatMap((row) => withoutLetters(row) ?? []);
  const [a, b] = [keep(baseline), keep(candidate)];
  const rest = [...a, ...b].some((row) => row.kind === "question") ? "Questions are compared by the words of their answers alone." : "No question was scored otherwise: none is compared.";
  return { baseline: a, candidate: b, note: `Option letters were scored ${ordersOf(orders.baseline)} in a and ${ordersOf(orders.candidate)} in b, and are left out: what a model owes to a letter’s place differs between the two. ${rest}` };
}
