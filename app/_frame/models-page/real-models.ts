/** A DeepSeek model that people have turned into GGUF files. Shapes from the models' own configuration files. */
export interface RealModel {
  name: string;
  /** For node-llama-cpp's downloader, without the quantisation. */
  uri: string;
  shows: string;
  /** All parameters, of experts too. */
  parameters: number;
  /** Values that the KV cache holds per token: layers × (keys + values of all KV heads, or the compressed latent). */
  cachedPerToken: number;
}

export const realModels: readonly RealModel[] = [
  {
    name: "DeepSeek-R1-Distill-Qwen-1.5B",
    uri: "hf:unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF",
    shows: "Thinks aloud; dense, so no experts",
    parameters: 1.78e9,
    cachedPerToken: 28 * 2 * 2 * 128,
  },
  {
    name: "DeepSeek-R1-Distill-Qwen-7B",
    uri: "hf:unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF",
    shows: "Thinks aloud; dense, so no experts",
    parameters: 7.62e9,
    cachedPerToken: 28 * 2 * 4 * 128,
  },
  {
    name: "DeepSeek-R1-Distill-Llama-8B",
    uri: "hf:unsloth/DeepSeek-R1-Distill-Llama-8B-GGUF",
    shows: "Thinks aloud; dense, so no experts",
    parameters: 8.03e9,
    cachedPerToken: 32 * 2 * 8 * 128,
  },
  {
    name: "DeepSeek-V2-Lite-Chat",
    uri: "hf:mradermacher/DeepSeek-V2-Lite-Chat-GGUF",
    shows: "The real thing: latent attention, 26 layers of 64 experts",
    parameters: 15.7e9,
    cachedPerToken: 27 * (512 + 64),
  },
];

/** Average bits per parameter of llama.cpp's file types: K-quants mix block sizes, Q8_0 has a scale for each 32 weights. */
export const quantisations = [
  { name: "Q4_K_M", bits: 4.85 },
  { name: "Q8_0", bits: 8.5 },
  { name: "F16", bits: 16 },
] as const;

/** Tokens for which the memory is estimated. */
export const ESTIMATE_TOKENS = 4_096;

/** Compute buffers and the program itself, bytes. */
const OVERHEAD = 0.6e9;

/** Bytes of the file: parameters × bits. Estimated. */
export const fileBytes = ({ parameters }: Pick<RealModel, "parameters">, bits: number): number => (parameters * bits) / 8;

/** Bytes in memory: the file, a float32 cache for `ESTIMATE_TOKENS` tokens, and buffers. Estimated. */
export const memoryBytes = (model: Pick<RealModel, "parameters" | "cachedPerToken">, bits: number): number =>
  fileBytes(model, bits) + model.cachedPerToken * 4 * ESTIMATE_TOKENS + OVERHEAD;

/** What to type into a terminal, in Vitrine's own folder. */
export const pullCommand = ({ uri }: Pick<RealModel, "uri">, quantisation: string): string => `npx --no node-llama-cpp pull --dir models ${uri}:${quantisation}`;
