import type { GgufMetadata, GgufValue } from "./format";

/** Short constructors of metadata values, named after the types of the file. */
export const text = (value: string): GgufValue => ({ type: "string", value });
export const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
export const float32 = (value: number): GgufValue => ({ type: "float32", value });
export const bool = (value: boolean): GgufValue => ({ type: "bool", value });

/** The number stored under a key; throws when there is none and no fallback was given. */
export function numberAt(metadata: GgufMetadata, key: string, fallback?: number): number {
  const found = metadata.get(key);
  if (typeof found?.value === "number") return found.value;
  if (fallback !== undefined && found === undefined) return fallback;
  throw new Error(`The metadata hold no number "${key}"`);
}

/** The text stored under a key; throws when there is none. */
export function textAt(metadata: GgufMetadata, key: string): string {
  const found = metadata.get(key);
  if (found?.type === "string") return found.value;
  throw new Error(`The metadata hold no text "${key}"`);
}

/** The truth value stored under a key, or the fallback. */
export function boolAt(metadata: GgufMetadata, key: string, fallback: boolean): boolean {
  const found = metadata.get(key);
  return found?.type === "bool" ? found.value : fallback;
}

/** Only the entries whose key starts with a prefix, e.g. "tokenizer.". */
export function entriesUnder(metadata: GgufMetadata, prefix: string): GgufMetadata {
  return new Map([...metadata].filter(([key]) => key.startsWith(prefix)));
}
