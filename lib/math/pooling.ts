/** A map shrunk for a thumbnail; see `attentionPooled` in lib/trace/names.ts. */
export interface PooledMap {
  /** P = min(T, limit). */
  size: number;
  /** (P, P) row-major: the largest weight of each cell, key 0 left out. */
  cells: Float32Array;
  /** (P): the largest weight on key 0 of each row of cells. */
  first: Float32Array;
}

/**
 * Largest weight per cell: cell (a, b) covers queries i with ⌊i·P/T⌋ = a and keys 1 ≤ j ≤ i with ⌊j·P/T⌋ = b. Maximum rather than
 * mean, so that a single strong weight in a long text stays visible. `map`: (T, T) row-major.
 */
export function poolMap(map: ArrayLike<number>, tokens: number, limit: number): PooledMap {
  const size = Math.min(tokens, limit);
  const cells = new Float32Array(size * size);
  const first = new Float32Array(size);
  for (let i = 0; i < tokens; i++) {
    const a = Math.floor((i * size) / tokens);
    first[a] = Math.max(first[a] ?? 0, map[i * tokens] ?? 0);
    for (let j = 1; j <= i; j++) {
      const cell = a * size + Math.floor((j * size) / tokens);
      cells[cell] = Math.max(cells[cell] ?? 0, map[i * tokens + j] ?? 0);
    }
  }
  return { size, cells, first };
}
