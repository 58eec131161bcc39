import type { Model, TensorType } from "@/native/index";

/** What says how a token reads: the model, or its vocabulary alone. */
export type TokenSource = Pick<Model, "tokenBytes" | "isControl">;

/** Names of the four tensors that hold the texts of tokens; see `candidateIds` in lib/trace/names.ts. */
export interface TextNames {
  ids: string;
  bytes: string;
  offsets: string;
  special: string;
}

export interface TextTensor {
  name: string;
  dtype: TensorType;
  data: Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** The texts of the distinct `ids` that are tokens, ascending, so that a reader without the model can say what they are. */
export function tokenTexts(names: TextNames, ids: Iterable<number>, source: TokenSource): TextTensor[] {
  const distinct = Int32Array.from(new Set([...ids].filter((id) => id >= 0))).sort();
  const texts = Array.from(distinct, (id) => source.tokenBytes(id));
  const offsets = new Int32Array(distinct.length + 1);
  texts.forEach((text, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + text.length;
  });
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  texts.forEach((text, i) => bytes.set(text, offsets[i] ?? 0));
  return [
    { name: names.ids, dtype: "I32", data: distinct },
    { name: names.bytes, dtype: "U8", data: bytes },
    { name: names.offsets, dtype: "I32", data: offsets },
    { name: names.special, dtype: "U8", data: Uint8Array.from(distinct, (id) => (source.isControl(id) ? 1 : 0)) },
  ];
}
