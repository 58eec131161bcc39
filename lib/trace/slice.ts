import { VitrineError } from "@/lib/domain/errors";

/** One axis of a slice: `begin <= i < end`; `keep` is false where a single index removes the axis from the result. */
export interface AxisRange {
  readonly begin: number;
  readonly end: number;
  readonly keep: boolean;
}

const SLICE_LIMIT = 1_000;

function refuse(text: string, message: string): never {
  throw new VitrineError("bad-request", `The slice “${text}” cannot be taken: ${message}.`, [{ path: "slice", message }]);
}

function integer(text: string, whole: string): number {
  if (!/^-?\d{1,15}$/.test(text)) refuse(whole, `“${text}” is not a whole number`);
  return Number(text);
}

/**
 * numpy's basic indexing without steps: `3,0:8,5`, `:,17,:`, `-1`, `2:`. Axes that are not named are taken whole. Ranges are clamped
 * to the axis as numpy does; a single index outside it is an error. One entry per axis of `shape`.
 * Error: `bad-request`.
 */
export function parseSlice(text: string, shape: readonly number[]): AxisRange[] {
  if (text.length > SLICE_LIMIT) refuse(`${text.slice(0, 20)}…`, "it is too long");
  const parts = text.trim() === "" ? [] : text.split(",").map((part) => part.trim());
  if (parts.length > shape.length) refuse(text, `it names ${parts.length} axes and the tensor has ${shape.length}`);
  return shape.map((size, axis) => {
    const part = parts[axis] ?? ":";
    const bounds = part.split(":");
    if (bounds.length > 2) refuse(text, "steps are not supported");
    const [first = "", last] = bounds;
    if (last === undefined) {
      const index = integer(first, text);
      const begin = index < 0 ? index + size : index;
      if (begin < 0 || begin >= size) refuse(text, `index ${index} lies outside axis ${axis}, which has ${size} entries`);
      return { begin, end: begin + 1, keep: false };
    }
    const bound = (value: string, byDefault: number) => {
      if (value === "") return byDefault;
      const index = integer(value, text);
      return Math.min(size, Math.max(0, index < 0 ? index + size : index));
    };
    const begin = bound(first, 0);
    return { begin, end: Math.max(begin, bound(last, size)), keep: true };
  });
}

export function sliceShape(ranges: readonly AxisRange[]): number[] {
  return ranges.filter((range) => range.keep).map((range) => range.end - range.begin);
}

/** Contiguous spans of a slice, in order, all of `runBytes` bytes. `offsets` counts bytes from the tensor's start. */
export interface SlicePlan {
  readonly runBytes: number;
  readonly runs: number;
  offsets(): Generator<number, void, undefined>;
}

/** Row-major: axes at the end that are taken whole melt into one run with the first one before them. */
export function planSlice(shape: readonly number[], ranges: readonly AxisRange[], elementBytes: number): SlicePlan {
  const strides = new Array<number>(shape.length);
  let stride = elementBytes;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  const lengths = ranges.map((range) => range.end - range.begin);
  let inner = ranges.length; // axes [inner, rank) lie within one run
  let runBytes = elementBytes;
  while (inner > 0) {
    const axis = inner - 1;
    runBytes *= lengths[axis] ?? 0;
    inner = axis;
    if (lengths[axis] !== shape[axis]) break;
  }
  const start = ranges.reduce((sum, range, axis) => sum + range.begin * (strides[axis] ?? 0), 0);
  const outer = lengths.slice(0, inner);
  const runs = runBytes === 0 ? 0 : outer.reduce((product, length) => product * length, 1);

  function* offsets(): Generator<number, void, undefined> {
    const counters = outer.map(() => 0);
    let offset = start;
    for (let run = 0; run < runs; run += 1) {
      yield offset;
      for (let axis = inner - 1; axis >= 0; axis -= 1) {
        const count = (counters[axis] ?? 0) + 1;
        const axisStride = strides[axis] ?? 0;
        if (count < (outer[axis] ?? 0)) {
          counters[axis] = count;
          offset += axisStride;
          break;
        }
        counters[axis] = 0;
        offset -= (count - 1) * axisStride;
      }
    }
  }
  return { runBytes, runs, offsets };
}
