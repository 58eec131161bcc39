/** A whitespace-separated word and where it lies in the UTF-8 bytes of its text. */
export interface Word {
  text: string;
  start: number;
  end: number;
}

const encoder = new TextEncoder();

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let bytes = 0;
  let at = 0;
  for (const match of text.matchAll(/\S+/g)) {
    bytes += encoder.encode(text.slice(at, match.index)).length;
    const length = encoder.encode(match[0]).length;
    words.push({ text: match[0], start: bytes, end: bytes + length });
    bytes += length;
    at = match.index + match[0].length;
  }
  return words;
}

/**
 * Pairs [index in first, index in second] of words that both texts share after their first difference: the longest common
 * subsequence of what follows the common beginning. Empty where nothing shared follows.
 */
export function sharedWordsAfterEdit(first: readonly string[], second: readonly string[]): [number, number][] {
  let start = 0;
  while (start < first.length && start < second.length && first[start] === second[start]) start += 1;
  const rows = first.length - start;
  const columns = second.length - start;
  // longest[i][j]: of first from start + i on and second from start + j on.
  const longest = Array.from({ length: rows + 1 }, () => new Int32Array(columns + 1));
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const line = longest[i];
      if (line) line[j] = first[start + i] === second[start + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const shared: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < rows && j < columns) {
    if (first[start + i] === second[start + j]) {
      shared.push([start + i, start + j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return shared;
}
