/** A cell of a grid: a heat map, or a head among all heads. */
export interface Cell {
  row: number;
  column: number;
}

export function sameCell(a: Cell | null | undefined, b: Cell | null | undefined): boolean {
  return a === b || (a?.row === b?.row && a?.column === b?.column);
}

/** Where a cell may be: `exists` leaves out what a causal map does not have. */
export interface CellGrid {
  rows: number;
  columns: number;
  exists?: ((cell: Cell) => boolean) | undefined;
}

const moves: Record<string, (cell: Cell, grid: CellGrid) => Cell> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  PageUp: ({ row, column }) => ({ row: row - 10, column }),
  PageDown: ({ row, column }) => ({ row: row + 10, column }),
};

/** The cell that a key leads to; null where the key is not one of movement. Stays within the grid, and on cells that exist. */
export function moveCell(cell: Cell, key: string, grid: CellGrid): Cell | null {
  const move = moves[key];
  if (!move) return null;
  const target = move(cell, grid);
  const inside: Cell = {
    row: Math.min(grid.rows - 1, Math.max(0, target.row)),
    column: Math.min(grid.columns - 1, Math.max(0, target.column)),
  };
  // End on a causal row: step back to the last key that exists.
  while (inside.column > 0 && grid.exists && !grid.exists(inside)) inside.column--;
  return grid.exists && !grid.exists(inside) ? cell : inside;
}

/** How a grid is moved within its frame: `scale` 1 and offsets 0 show all of it. Offsets in pixels, as d3-zoom has them. */
export interface GridView {
  scale: number;
  x: number;
  y: number;
}

/** The cell under a point of the frame, in pixels; null outside the grid and on cells that do not exist. */
export function cellAt(x: number, y: number, cellWidth: number, cellHeight: number, view: GridView, grid: CellGrid): Cell | null {
  const cell: Cell = {
    row: Math.floor((y - view.y) / view.scale / cellHeight),
    column: Math.floor((x - view.x) / view.scale / cellWidth),
  };
  if (cell.row < 0 || cell.column < 0 || cell.row >= grid.rows || cell.column >= grid.columns) return null;
  return grid.exists && !grid.exists(cell) ? null : cell;
}

/**
 * Which labels fit along an axis: indices that are multiples of the smallest round step which keeps labels `least` pixels apart,
 * among those in sight.
 */
export function sparseTicks(count: number, cellSize: number, least: number, offset: number, length: number): number[] {
  if (count === 0 || cellSize <= 0) return [];
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  const step = steps.find((candidate) => candidate * cellSize >= least) ?? 20_000;
  const first = Math.max(0, Math.floor(-offset / cellSize));
  const last = Math.min(count - 1, Math.ceil((length - offset) / cellSize));
  const ticks: number[] = [];
  for (let i = Math.ceil(first / step) * step; i <= last; i += step) {
    const centre = offset + (i + 0.5) * cellSize;
    if (centre >= 0 && centre <= length) ticks.push(i);
  }
  return ticks;
}

/** "0", "1", …: names of rows or columns that have none but their number. */
export const indexLabels = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
