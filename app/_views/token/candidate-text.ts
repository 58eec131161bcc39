import { displayTokens } from "@/lib/domain/display-tokens";

/** The text of a candidate token, from the trace's own vocabulary of candidates. */
export interface CandidateText {
  shown: string;
  raw: string;
  special: boolean;
}

export interface CandidateVocabulary {
  /** I32 (U) ascending. */
  ids: ArrayLike<number>;
  /** U8, the bytes of token u at `offsets[u] .. offsets[u + 1]`. */
  bytes: ArrayLike<number>;
  offsets: ArrayLike<number>;
  special: ArrayLike<number>;
}

/** Looks texts up by token id; a token that is not in the vocabulary is named by its number. Decodes on demand. */
export function candidateTexts(vocabulary: CandidateVocabulary): (id: number) => CandidateText {
  const decoded = new Map<number, CandidateText>();
  return (id) => {
    const known = decoded.get(id);
    if (known) return known;
    const at = indexOf(vocabulary.ids, id);
    const text = at < 0 ? { shown: `#${id}`, raw: `#${id}`, special: true } : decode(vocabulary, at);
    decoded.set(id, text);
    return text;
  };
}

function decode(vocabulary: CandidateVocabulary, at: number): CandidateText {
  const from = vocabulary.offsets[at] ?? 0;
  const to = vocabulary.offsets[at + 1] ?? from;
  let binary = "";
  for (let i = from; i < to; i++) binary += String.fromCharCode(vocabulary.bytes[i] ?? 0);
  const special = vocabulary.special[at] === 1;
  const token = displayTokens({ bytes: [btoa(binary)], special: [special] }).tokens[0];
  return { shown: token?.shown ?? "", raw: token?.raw ?? "", special };
}

/** Binary search in an ascending list; −1 when it is not there. */
function indexOf(ids: ArrayLike<number>, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = ids[middle] ?? 0;
    if (value === id) return middle;
    if (value < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
