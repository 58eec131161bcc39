/**
 * The largest absolute difference between vectors laid end to end and the same numbers in one array. NaN when any compared
 * number is NaN, so that a comparison with a tolerance fails. Throws when the lengths differ.
 */
export function largestDifference(vectors: readonly Float64Array[], values: ArrayLike<number>): number {
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  if (length !== values.length) throw new Error(`${length} values cannot be compared with ${values.length}`);
  let largest = 0;
  let i = 0;
  for (const vector of vectors) {
    for (const value of vector) {
      const difference = Math.abs(value - (values[i++] ?? NaN));
      if (Number.isNaN(difference)) return NaN;
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}
