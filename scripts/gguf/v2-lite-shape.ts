import { fileTypes, tensorBytes, tensorTypes, type GgufMetadata, type GgufTensorType, type GgufValue } from "./format";
import { numberToHalf } from "./half";
import { RandomWeights } from "./random";
import { GgufFile } from "./read";
import { bool, entriesUnder, float32, text, uint32 } from "./values";
import { float32Tensor, writeGguf, type GgufTensorSource } from "./write";

/** Sizes of DeepSeek-V2-Lite (its report, appendix B), and the same model four times narrower for machines without room for it. */
export const v2LiteShapes = {
  full: { width: 2_048, latent: 512, plain: 128, rotary: 64, value: 128, expert: 1_408, dense: 10_944 },
  narrow: { width: 512, latent: 128, plain: 32, rotary: 32, value: 32, expert: 352, dense: 2_752 },
} as const;
export type V2LiteShapeName = keyof typeof v2LiteShapes;

const LAYERS = 27; // llama.cpp knows the lite kind by this number
const HEADS = 16;
const EXPERTS = 64;
const EXPERTS_USED = 6;
const SHARED = 2;
const VOCABULARY = 102_400;
const CONTEXT = 4_096;

/** Bytes of random blocks per matrix width that pieces are cut from: larger than any expert, so that no two are alike. */
const POOL_BYTES = 24 << 20;
const PIECE_BYTES = 1 << 20;

/** Standard deviation of a uniform draw from −8 … 7. */
const NIBBLE_DEVIATION = Math.sqrt((16 ** 2 - 1) / 12);

/**
 * Writes a model of V2-Lite's shape with random Q4_0 weights (norms and routers float32): it computes as fast as a real one
 * and says nothing. Layers and experts differ, activations stay finite. About 8.8 GB for "full", 0.6 GB for "narrow".
 *
 * The tokenizer comes from `tokenizerFrom`; the rest of the vocabulary is filled up with unused entries.
 */
export async function writeV2LiteShape(shape: V2LiteShapeName, path: string, tokenizerFrom: string, seed = 1): Promise<void> {
  const donor = GgufFile.open(tokenizerFrom);
  const tokenizer = entriesUnder(donor.metadata, "tokenizer.");
  donor.close();
  fillVocabulary(tokenizer);
  await writeGguf(path, metadataOf(shape, tokenizer), tensorsOf(shape, new RandomWeights(seed)));
}

/** Bytes that the file will take, nearly. */
export function v2LiteBytes(shape: V2LiteShapeName): number {
  return tensorsOf(shape, new RandomWeights(1)).reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
}

function metadataOf(shape: V2LiteShapeName, tokenizer: GgufMetadata): GgufMetadata {
  const { width, latent, plain, rotary, value, expert, dense } = v2LiteShapes[shape];
  const keys: Record<string, GgufValue> = {
    context_length: uint32(CONTEXT),
    embedding_length: uint32(width),
    block_count: uint32(LAYERS),
    feed_forward_length: uint32(dense),
    "attention.head_count": uint32(HEADS),
    "attention.head_count_kv": uint32(1),
    "attention.layer_norm_rms_epsilon": float32(1e-6),
    "attention.kv_lora_rank": uint32(latent),
    "attention.key_length": uint32(latent + rotary),
    "attention.value_length": uint32(latent),
    "attention.key_length_mla": uint32(plain + rotary),
    "attention.value_length_mla": uint32(value),
    "rope.dimension_count": uint32(rotary),
    "rope.freq_base": float32(10_000),
    leading_dense_block_count: uint32(1),
    expert_count: uint32(EXPERTS),
    expert_used_count: uint32(EXPERTS_USED),
    expert_shared_count: uint32(SHARED),
    expert_feed_forward_length: uint32(expert),
    expert_weights_scale: float32(1),
    expert_weights_norm: bool(false),
    expert_gating_func: uint32(1),
    vocab_size: uint32(VOCABULARY),
  };
  return new Map([
    ["general.architecture", text("deepseek2")],
    ["general.name", text(`Random weights in the shape of DeepSeek-V2-Lite (${shape})`)],
    ["general.file_type", uint32(fileTypes.Q4_0)],
    ...Object.entries(keys).map(([key, value]) => [`deepseek2.${key}`, value] as const),
    ...tokenizer,
  ]);
}

function tensorsOf(shape: V2LiteShapeName, random: RandomWeights): GgufTensorSource[] {
  const { width, latent, plain, rotary, value, expert, dense } = v2LiteShapes[shape];
  const pools = new BlockPools(random);
  const tensors: GgufTensorSource[] = [];
  const matrix = (name: string, ...sizes: number[]): void => void tensors.push(pools.tensor(name, sizes, "Q4_0"));
  const norm = (name: string, size: number): void => void tensors.push(float32Tensor(name, [size], random.normal(size, 0.1, 1)));
  const feedForward = (prefix: string, suffix: string, inner: number, ...stacked: number[]): void => {
    matrix(`${prefix}ffn_gate${suffix}.weight`, width, inner, ...stacked);
    matrix(`${prefix}ffn_up${suffix}.weight`, width, inner, ...stacked);
    matrix(`${prefix}ffn_down${suffix}.weight`, inner, width, ...stacked);
  };

  matrix("token_embd.weight", width, VOCABULARY);
  norm("output_norm.weight", width);
  matrix("output.weight", width, VOCABULARY);
  for (let layer = 0; layer < LAYERS; layer++) {
    const prefix = `blk.${layer}.`;
    norm(`${prefix}attn_norm.weight`, width);
    matrix(`${prefix}attn_q.weight`, width, HEADS * (plain + rotary));
    matrix(`${prefix}attn_kv_a_mqa.weight`, width, latent + rotary);
    norm(`${prefix}attn_kv_a_norm.weight`, latent);
    matrix(`${prefix}attn_k_b.weight`, plain, latent, HEADS);
    matrix(`${prefix}attn_v_b.weight`, latent, value, HEADS);
    matrix(`${prefix}attn_output.weight`, HEADS * value, width);
    norm(`${prefix}ffn_norm.weight`, width);
    if (layer === 0) {
      feedForward(prefix, "", dense);
      continue;
    }
    const router = random.normal(width * EXPERTS, 1.5 / Math.sqrt(width));
    tensors.push(float32Tensor(`${prefix}ffn_gate_inp.weight`, [width, EXPERTS], router));
    feedForward(prefix, "_exps", expert, EXPERTS);
    feedForward(prefix, "_shexp", expert * SHARED);
  }
  return tensors;
}

/** Random Q4_0 blocks for matrices of a given width, made once and handed out from random places: fast enough for gigabytes. */
class BlockPools {
  readonly #pools = new Map<number, Uint8Array>();

  constructor(private readonly random: RandomWeights) {}

  tensor(name: string, shape: readonly number[], type: GgufTensorType): GgufTensorSource {
    const info = { name, shape, type };
    const columns = shape[0] ?? 1;
    return { ...info, data: () => this.#pieces(columns, tensorBytes(info)) };
  }

  *#pieces(columns: number, total: number): Generator<Uint8Array> {
    const pool = this.#pool(columns);
    const { blockBytes } = tensorTypes.Q4_0;
    const piece = Math.floor(PIECE_BYTES / blockBytes) * blockBytes;
    for (let done = 0; done < total; done += piece) {
      const length = Math.min(piece, total - done);
      const start = (this.random.bits() % Math.floor((pool.byteLength - length) / blockBytes)) * blockBytes;
      yield pool.subarray(start, start + length);
    }
  }

  /** Products with a vector of size 1 have size 1: the deviation of the weights is 1 / √columns. The sign of the scale keeps their mean at 0. */
  #pool(columns: number): Uint8Array {
    const known = this.#pools.get(columns);
    if (known) return known;
    const { blockBytes } = tensorTypes.Q4_0;
    const blocks = Math.floor(POOL_BYTES / blockBytes);
    const pool = new Uint8Array(blocks * blockBytes);
    const view = new DataView(pool.buffer);
    const scale = numberToHalf(1 / (Math.sqrt(columns) * NIBBLE_DEVIATION));
    for (let block = 0; block < blocks; block++) {
      const at = block * blockBytes;
      for (let word = 0; word < 4; word++) view.setUint32(at + 2 + word * 4, this.random.bits());
      view.setUint16(at, scale | (this.random.bits() & 0x8000), true);
    }
    this.#pools.set(columns, pool);
    return pool;
  }
}

const UNUSED_TOKEN = 5;

/** Adds unused entries until the vocabulary has the size of V2-Lite's. */
function fillVocabulary(tokenizer: GgufMetadata): void {
  const tokens = tokenizer.get("tokenizer.ggml.tokens");
  const types = tokenizer.get("tokenizer.ggml.token_type");
  if (tokens?.type !== "array" || types?.type !== "array") throw new Error("The tokenizer has no list of tokens and their types");
  const missing = Array.from({ length: VOCABULARY - tokens.value.length }, (_, i) => i);
  tokenizer.set("tokenizer.ggml.tokens", { ...tokens, value: [...tokens.value, ...missing.map((i) => text(`[unused ${i}]`))] });
  const unused = (): GgufValue => ({ type: "int32", value: UNUSED_TOKEN });
  tokenizer.set("tokenizer.ggml.token_type", { ...types, value: [...types.value, ...missing.map(unused)] });
}
