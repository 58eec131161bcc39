/** Moves labels apart that would touch: the places in the order given, at least `least` apart and within [0, height]. Pure. */
export function spreadLabels(places: readonly number[], least: number, height: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let before = -Infinity;
  for (const label of order) {
    label.place = Math.max(label.place, before + least, 0);
    before = label.place;
  }
  let after = height + least;
  for (const label of [...order].reverse()) {
    label.place = Math.min(label.place, after - least);
    after = label.place;
  }
  const spread = new Array<number>(places.length).fill(0);
  for (const { place, index } of order) spread[index] = place;
  return spread;
}

/** An SVG path through points; it breaks where a value was not measured. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let path = "";
  let pen = false;
  for (const point of points) {
    if (point) path += `${pen ? "L" : "M"}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
    pen = point !== null;
  }
  return path;
}
