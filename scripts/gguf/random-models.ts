import { elementCount, fileTypes, type GgufMetadata } from "./format";
import { RandomWeights } from "./random";
import { GgufFile } from "./read";
import { bool, entriesUnder, float32, text, uint32 } from "./values";
import { float32Tensor, writeGguf, type GgufTensorSource } from "./write";

/** Kinds of small random models: between them every path through an architecture that traces are checked on. */
export const randomModelKinds = [
  "deepseek2-lite", // plain queries, softmax router, gates not normalised
  "deepseek2-lite-joined", // the same in the older layout: keys and values in one matrix, ordinary multi-head attention
  "deepseek2-sigmoid", // query latent, sigmoid router with bias, groups, normalised and scaled gates
  "deepseek2-softmax", // query latent, softmax router, scaled gates
  "deepseek", // the first DeepSeek MoE: ordinary attention, softmax router, gates neither normalised nor scaled
  "qwen2", // biases, tied embeddings, NeoX pairing
  "llama", // grouped queries, heads wider than D / H
] as const;
export type RandomModelKind = (typeof randomModelKinds)[number];

/**
 * Writes a random-weight model of a kind with float32 weights. Same seed, same bytes. Weights are scaled so that activations
 * stay near 1, attention is neither flat nor one-hot, and tokens differ in their experts.
 *
 * The tokenizer (2,048 entries) is copied from `tokenizerFrom`, a GGUF file such as the demo model.
 */
export async function writeRandomModel(kind: RandomModelKind, path: string, tokenizerFrom: string, seed = 1): Promise<void> {
  const donor = GgufFile.open(tokenizerFrom);
  const tokenizer = entriesUnder(donor.metadata, "tokenizer.");
  donor.close();
  const tokens = tokenizer.get("tokenizer.ggml.tokens");
  const vocabulary = tokens?.type === "array" ? tokens.value.length : 0;
  const builder = new ModelBuilder(new RandomWeights(seed), vocabulary);
  switch (kind) {
    case "deepseek2-lite":
    case "deepseek2-lite-joined":
      deepseek2(builder, { layers: 27, queryRank: null, joined: kind === "deepseek2-lite-joined", experts: 12, used: 3, shared: 2, router: { gate: "softmax", scale: 1, normalised: false } });
      break;
    case "deepseek2-sigmoid":
      deepseek2(builder, { layers: 4, queryRank: 24, joined: false, experts: 16, used: 4, shared: 1, router: { gate: "sigmoid", scale: 2.5, normalised: true, groups: 4, groupsUsed: 2 } });
      break;
    case "deepseek2-softmax":
      deepseek2(builder, { layers: 4, queryRank: 24, joined: false, experts: 10, used: 3, shared: 2, router: { gate: "softmax", scale: 4, normalised: false } });
      break;
    case "deepseek":
      groupedQueries(builder, { architecture: "deepseek", heads: 4, keyValueHeads: 2, headWidth: 16, ropeBase: 10_000, biases: false, tied: false, mixture: { experts: 10, used: 3, shared: 2, width: 24 } });
      break;
    case "qwen2":
      groupedQueries(builder, { architecture: "qwen2", heads: 4, keyValueHeads: 2, headWidth: 16, ropeBase: 1_000_000, biases: true, tied: true });
      break;
    case "llama":
      groupedQueries(builder, { architecture: "llama", heads: 6, keyValueHeads: 2, headWidth: 16, ropeBase: 500_000, biases: false, tied: false });
      break;
  }
  const metadata: GgufMetadata = new Map([
    ["general.architecture", text(builder.architecture)],
    ["general.name", text(`Random ${kind}`)],
    ["general.file_type", uint32(fileTypes.F32)],
    ...builder.metadata,
    ...tokenizer,
  ]);
  await writeGguf(path, metadata, builder.tensors);
}

const WIDTH = 64;
const CONTEXT = 512;

/** Collects metadata and tensors while an architecture is spelt out. */
class ModelBuilder {
  architecture = "";
  readonly metadata: GgufMetadata = new Map();
  readonly tensors: GgufTensorSource[] = [];

  constructor(
    private readonly random: RandomWeights,
    readonly vocabulary: number,
  ) {}

  set(key: string, value: ReturnType<typeof uint32>): void {
    this.metadata.set(`${this.architecture}.${key}`, value);
  }

  /** A matrix (columns fastest) whose products have `gain` times the size of their input. */
  matrix(name: string, columns: number, rows: number, gain = 1, stacked?: number): void {
    const shape = stacked === undefined ? [columns, rows] : [columns, rows, stacked];
    this.#push(name, shape, gain / Math.sqrt(columns));
  }

  /** Norm weights, around 1 but far enough from it that leaving one out would show. */
  norm(name: string, width: number): void {
    this.#push(name, [width], 0.2, 1);
  }

  vector(name: string, width: number, deviation: number): void {
    this.#push(name, [width], deviation);
  }

  embeddings(tied: boolean): void {
    this.#push("token_embd.weight", [WIDTH, this.vocabulary], tied ? 0.3 : 1);
    this.norm("output_norm.weight", WIDTH);
    if (!tied) this.matrix("output.weight", WIDTH, this.vocabulary, 2);
  }

  common(architecture: string, layers: number, feedForward: number, heads: number, keyValueHeads: number): void {
    this.architecture = architecture;
    this.set("context_length", uint32(CONTEXT));
    this.set("embedding_length", uint32(WIDTH));
    this.set("block_count", uint32(layers));
    this.set("feed_forward_length", uint32(feedForward));
    this.set("attention.head_count", uint32(heads));
    this.set("attention.head_count_kv", uint32(keyValueHeads));
    this.set("attention.layer_norm_rms_epsilon", float32(1e-5));
    this.set("vocab_size", uint32(this.vocabulary));
  }

  feedForward(prefix: string, suffix: string, width: number, stacked?: number): void {
    this.matrix(`${prefix}ffn_gate${suffix}.weight`, WIDTH, width, 1.5, stacked);
    this.matrix(`${prefix}ffn_up${suffix}.weight`, WIDTH, width, 1.5, stacked);
    this.matrix(`${prefix}ffn_down${suffix}.weight`, width, WIDTH, 1, stacked);
  }

  #push(name: string, shape: number[], deviation: number, mean = 0): void {
    this.tensors.push(float32Tensor(name, shape, this.random.normal(elementCount(shape), deviation, mean)));
  }
}

interface Deepseek2Options {
  layers: number;
  queryRank: number | null;
  joined: boolean;
  experts: number;
  used: number;
  shared: number;
  router: { gate: "softmax" | "sigmoid"; scale: number; normalised: boolean; groups?: number; groupsUsed?: number };
}

/** Names, shapes and keys as llama.cpp's src/models/deepseek2.cpp loads them. */
function deepseek2(builder: ModelBuilder, options: Deepseek2Options): void {
  const heads = 4;
  const plain = 16;
  const rotary = 8;
  const value = 12;
  const rank = 32;
  const dense = 96;
  const expert = 24;
  const { layers, queryRank, joined, experts, used, shared, router } = options;

  builder.common("deepseek2", layers, dense, heads, joined ? heads : 1);
  if (queryRank !== null) builder.set("attention.q_lora_rank", uint32(queryRank));
  builder.set("attention.kv_lora_rank", uint32(rank));
  if (joined) {
    builder.set("attention.key_length", uint32(plain + rotary));
    builder.set("attention.value_length", uint32(value));
  } else {
    // With keys and values absorbed, the cache holds one latent for all heads.
    builder.set("attention.key_length", uint32(rank + rotary));
    builder.set("attention.value_length", uint32(rank));
    builder.set("attention.key_length_mla", uint32(plain + rotary));
    builder.set("attention.value_length_mla", uint32(value));
  }
  builder.set("rope.dimension_count", uint32(rotary));
  builder.set("rope.freq_base", float32(10_000));
  builder.set("leading_dense_block_count", uint32(1));
  builder.set("expert_count", uint32(experts));
  builder.set("expert_used_count", uint32(used));
  builder.set("expert_shared_count", uint32(shared));
  builder.set("expert_feed_forward_length", uint32(expert));
  builder.set("expert_weights_scale", float32(router.scale));
  builder.set("expert_weights_norm", bool(router.normalised));
  builder.set("expert_gating_func", uint32(router.gate === "sigmoid" ? 2 : 1));
  if (router.groups !== undefined) builder.set("expert_group_count", uint32(router.groups));
  if (router.groupsUsed !== undefined) builder.set("expert_group_used_count", uint32(router.groupsUsed));

  builder.embeddings(false);
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `blk.${layer}.`;
    builder.norm(`${prefix}attn_norm.weight`, WIDTH);
    if (queryRank === null) {
      builder.matrix(`${prefix}attn_q.weight`, WIDTH, heads * (plain + rotary), 1.5);
    } else {
      builder.matrix(`${prefix}attn_q_a.weight`, WIDTH, queryRank);
      builder.norm(`${prefix}attn_q_a_norm.weight`, queryRank);
      builder.matrix(`${prefix}attn_q_b.weight`, queryRank, heads * (plain + rotary), 1.5);
    }
    builder.matrix(`${prefix}attn_kv_a_mqa.weight`, WIDTH, rank + rotary);
    builder.norm(`${prefix}attn_kv_a_norm.weight`, rank);
    if (joined) {
      builder.matrix(`${prefix}attn_kv_b.weight`, rank, heads * (plain + value));
    } else {
      builder.matrix(`${prefix}attn_k_b.weight`, plain, rank, Math.sqrt(plain / rank), heads);
      builder.matrix(`${prefix}attn_v_b.weight`, rank, value, 1, heads);
    }
    builder.matrix(`${prefix}attn_output.weight`, heads * value, WIDTH);
    builder.norm(`${prefix}ffn_norm.weight`, WIDTH);
    if (layer === 0) {
      builder.feedForward(prefix, "", dense);
      continue;
    }
    builder.matrix(`${prefix}ffn_gate_inp.weight`, WIDTH, experts, 1.5);
    if (router.gate === "sigmoid") builder.vector(`${prefix}exp_probs_b.bias`, experts, 0.2);
    builder.feedForward(prefix, "_exps", expert, experts);
    builder.feedForward(prefix, "_shexp", expert * shared);
  }
}

interface GroupedQueryOptions {
  architecture: "deepseek" | "qwen2" | "llama";
  heads: number;
  keyValueHeads: number;
  headWidth: number;
  ropeBase: number;
  biases: boolean;
  tied: boolean;
  /** In every layer but the first. */
  mixture?: { experts: number; used: number; shared: number; width: number };
}

/** Names, shapes and keys as llama.cpp's src/models/deepseek.cpp, qwen2.cpp and llama.cpp load them. */
function groupedQueries(builder: ModelBuilder, options: GroupedQueryOptions): void {
  const { architecture, heads, keyValueHeads, headWidth, ropeBase, biases, tied, mixture } = options;
  const layers = 4;
  const dense = 160;
  builder.common(architecture, layers, dense, heads, keyValueHeads);
  builder.set("attention.key_length", uint32(headWidth));
  builder.set("attention.value_length", uint32(headWidth));
  builder.set("rope.dimension_count", uint32(headWidth));
  builder.set("rope.freq_base", float32(ropeBase));

  if (mixture) {
    builder.set("leading_dense_block_count", uint32(1));
    builder.set("expert_count", uint32(mixture.experts));
    builder.set("expert_used_count", uint32(mixture.used));
    builder.set("expert_shared_count", uint32(mixture.shared));
    builder.set("expert_feed_forward_length", uint32(mixture.width));
  }
  builder.embeddings(tied);
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `blk.${layer}.`;
    builder.norm(`${prefix}attn_norm.weight`, WIDTH);
    for (const [name, count, gain] of [["q", heads, 1.5], ["k", keyValueHeads, 1], ["v", keyValueHeads, 1]] as const) {
      builder.matrix(`${prefix}attn_${name}.weight`, WIDTH, count * headWidth, gain);
      if (biases) builder.vector(`${prefix}attn_${name}.bias`, count * headWidth, 0.5);
    }
    builder.matrix(`${prefix}attn_output.weight`, heads * headWidth, WIDTH);
    builder.norm(`${prefix}ffn_norm.weight`, WIDTH);
    if (!mixture || layer === 0) {
      builder.feedForward(prefix, "", dense);
      continue;
    }
    builder.matrix(`${prefix}ffn_gate_inp.weight`, WIDTH, mixture.experts, 1.5);
    builder.feedForward(prefix, "_exps", mixture.width, mixture.experts);
    builder.feedForward(prefix, "_shexp", mixture.width * mixture.shared);
  }
}
