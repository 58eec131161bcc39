/** Counts the work: characters looked at. Time on a shared machine tells nothing. */
export interface Effort {
  characters: number;
}

/** How far two texts agree, where it is known that they do in the first `from` characters. */
function commonLength(a: string, b: string, from: number, effort: Effort | undefined): number {
  const end = Math.min(a.length, b.length);
  let length = from;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  if (effort) effort.characters += length - from + 1;
  return length;
}

/** By code units, as `<` compares them: what begins alike lies side by side, whatever the language of the machine. */
export const inOrder = (texts: readonly string[]): string[] => [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Both lists in one, in order as they are. */
export function merged(a: readonly string[], b: readonly string[]): string[] {
  const all: string[] = [];
  let i = 0;
  for (const text of b) {
    for (let other = a[i]; other !== undefined && other <= text; other = a[++i]) all.push(other);
    all.push(text);
  }
  for (; i < a.length; i++) all.push(a[i] ?? "");
  return all;
}

/** Of `sorted[from]` to `sorted[to - 1]`, which agree in the first `depth` characters; those are not counted. */
function below(sorted: readonly string[], from: number, to: number, depth: number, effort: Effort | undefined): number {
  const first = sorted[from] ?? "";
  if (to - from === 1) return first.length - depth;
  const shared = commonLength(first, sorted[to - 1] ?? "", depth, effort);
  let characters = shared - depth;
  let start = from;
  // The shorter ones, which end here, come first.
  while (start < to && sorted[start]?.length === shared) start += 1;
  while (start < to) {
    const next = sorted[start]?.charCodeAt(shared);
    let end = start + 1;
    while (end < to && sorted[end]?.charCodeAt(shared) === next) end += 1;
    if (effort) effort.characters += end - start;
    characters += below(sorted, start, end, shared, effort);
    start = end;
  }
  return characters;
}

/**
 * Characters of texts of which what some begin with in common counts once: what an engine evaluates of them that keeps beginnings. `sorted`:
 * as by `inOrder`. What the first and the last of several agree in, all between them do, so that only these two are compared.
 */
export const distinctCharacters = (sorted: readonly string[], effort?: Effort): number => (sorted.length === 0 ? 0 : below(sorted, 0, sorted.length, 0, effort));
