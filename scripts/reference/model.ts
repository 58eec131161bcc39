import { GgufFile } from "@/scripts/gguf/read";
import { boolAt, numberAt, textAt } from "@/scripts/gguf/values";
import type { RotaryPairing } from "./operations";

export interface ReferenceShape {
  layers: number;
  width: number;
  heads: number;
  keyValueHeads: number;
  headWidth: number;
  vocabulary: number;
  epsilon: number;
  ropeBase: number;
  ropePairing: RotaryPairing;
}

export interface LatentShape {
  /** Null for the "lite" kind: queries are projected at once. */
  queryRank: number | null;
  keyValueRank: number;
  plainWidth: number;
  rotaryWidth: number;
  valueWidth: number;
}

export interface ExpertShape {
  count: number;
  used: number;
  shared: number;
  width: number;
  leadingDenseLayers: number;
  gate: "softmax" | "sigmoid";
  groups: number;
  groupsUsed: number;
  normalised: boolean;
  scale: number;
}

const pairings: Record<string, RotaryPairing> = { deepseek: "neighbours", deepseek2: "neighbours", llama: "neighbours", qwen2: "halves" };

/** A GGUF model held in memory as float32, with its sizes in words. Small models only. */
export class ReferenceModel {
  readonly architecture: string;
  readonly shape: ReferenceShape;
  readonly #tensors = new Map<string, Float32Array>();
  readonly #number: (key: string, fallback?: number) => number;
  readonly #bool: (key: string) => boolean;

  /** Throws for an architecture that has no reference here. */
  constructor(path: string) {
    const file = GgufFile.open(path);
    try {
      const { metadata } = file;
      this.architecture = textAt(metadata, "general.architecture");
      const pairing = pairings[this.architecture];
      if (!pairing) throw new Error(`There is no reference for the architecture "${this.architecture}"`);
      this.#number = (key, fallback) => numberAt(metadata, `${this.architecture}.${key}`, fallback);
      this.#bool = (key) => boolAt(metadata, `${this.architecture}.${key}`, false);
      const heads = this.#number("attention.head_count");
      const width = this.#number("embedding_length");
      this.shape = {
        layers: this.#number("block_count"),
        width,
        heads,
        keyValueHeads: this.#number("attention.head_count_kv", heads),
        headWidth: this.#number("attention.key_length", width / heads),
        vocabulary: file.info("token_embd.weight").shape[1] ?? 0,
        epsilon: this.#number("attention.layer_norm_rms_epsilon"),
        ropeBase: this.#number("rope.freq_base", 10_000),
        ropePairing: pairing,
      };
      for (const name of file.tensors.keys()) this.#tensors.set(name, file.values(name));
    } finally {
      file.close();
    }
  }

  tensor(name: string): Float32Array {
    const values = this.#tensors.get(name);
    if (!values) throw new Error(`The model has no tensor "${name}"`);
    return values;
  }

  layer(layer: number, name: string): Float32Array {
    return this.tensor(`blk.${layer}.${name}`);
  }

  optionalLayer(layer: number, name: string): Float32Array | null {
    return this.#tensors.get(`blk.${layer}.${name}`) ?? null;
  }

  /** The output matrix: the embeddings where the model ties them. */
  get output(): Float32Array {
    return this.#tensors.get("output.weight") ?? this.tensor("token_embd.weight");
  }

  latent(): LatentShape {
    const rotaryWidth = this.#number("rope.dimension_count");
    const keyWidth = this.#number("attention.key_length_mla", this.shape.headWidth);
    return {
      queryRank: this.#tensors.has("blk.0.attn_q_a.weight") ? this.#number("attention.q_lora_rank") : null,
      keyValueRank: this.#number("attention.kv_lora_rank"),
      plainWidth: keyWidth - rotaryWidth,
      rotaryWidth,
      valueWidth: this.#number("attention.value_length_mla", this.#number("attention.value_length")),
    };
  }

  experts(): ExpertShape {
    return {
      count: this.#number("expert_count"),
      used: this.#number("expert_used_count"),
      shared: this.#number("expert_shared_count", 0),
      width: this.#number("expert_feed_forward_length"),
      leadingDenseLayers: this.#number("leading_dense_block_count", 0),
      gate: this.#number("expert_gating_func", 1) === 2 ? "sigmoid" : "softmax",
      groups: this.#number("expert_group_count", 1),
      groupsUsed: this.#number("expert_group_used_count", 1),
      normalised: this.#bool("expert_weights_norm"),
      // llama.cpp takes 0, the value of files that leave it out, for "not scaled".
      scale: this.#number("expert_weights_scale", 0) || 1,
    };
  }

  isMixture(layer: number): boolean {
    return this.#tensors.has(`blk.${layer}.ffn_gate_inp.weight`);
  }

  get denseWidth(): number {
    return this.#number("feed_forward_length");
  }
}
