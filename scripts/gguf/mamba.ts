import { fileTypes, type GgufMetadata } from "./format";
import { RandomWeights } from "./random";
import { GgufFile } from "./read";
import { entriesUnder, float32, text, uint32 } from "./values";
import { float32Tensor, writeGguf, type GgufTensorSource } from "./write";

/**
 * Writes a small random Mamba (Gu & Dao 2023): llama.cpp loads and runs it, and its graph has no attention nodes and no router.
 * Names and shapes as in llama.cpp's src/models/mamba.cpp. The tokenizer is copied from `tokenizerFrom`.
 */
export async function writeRandomMamba(path: string, tokenizerFrom: string, seed = 1): Promise<void> {
  const donor = GgufFile.open(tokenizerFrom);
  const tokenizer = entriesUnder(donor.metadata, "tokenizer.");
  donor.close();
  const tokens = tokenizer.get("tokenizer.ggml.tokens");
  const vocabulary = tokens?.type === "array" ? tokens.value.length : 0;
  const [layers, width, state, rank, kernel] = [2, 32, 16, 4, 4];
  const inner = 2 * width; // the only expansion that llama.cpp takes
  const random = new RandomWeights(seed);
  const tensors: GgufTensorSource[] = [];
  const push = (name: string, shape: number[], deviation: number, mean = 0): void => {
    tensors.push(float32Tensor(name, shape, random.normal(shape.reduce((a, b) => a * b), deviation, mean)));
  };

  push("token_embd.weight", [width, vocabulary], 1);
  push("output_norm.weight", [width], 0.1, 1);
  push("output.weight", [width, vocabulary], 1 / Math.sqrt(width));
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `blk.${layer}.`;
    push(`${prefix}attn_norm.weight`, [width], 0.1, 1);
    push(`${prefix}ssm_in.weight`, [width, 2 * inner], 1 / Math.sqrt(width));
    push(`${prefix}ssm_conv1d.weight`, [kernel, inner], 1 / Math.sqrt(kernel));
    push(`${prefix}ssm_conv1d.bias`, [inner], 0.1);
    push(`${prefix}ssm_x.weight`, [inner, rank + 2 * state], 1 / Math.sqrt(inner));
    push(`${prefix}ssm_dt.weight`, [rank, inner], 1 / Math.sqrt(rank));
    push(`${prefix}ssm_dt.bias`, [inner], 0.1);
    push(`${prefix}ssm_a`, [state, inner], 0.1, -1); // negative, so that the state decays
    push(`${prefix}ssm_d`, [inner], 0.1, 1);
    push(`${prefix}ssm_out.weight`, [inner, width], 1 / Math.sqrt(inner));
  }

  const metadata: GgufMetadata = new Map([
    ["general.architecture", text("mamba")],
    ["general.name", text("Random mamba")],
    ["general.file_type", uint32(fileTypes.F32)],
    ["mamba.context_length", uint32(512)],
    ["mamba.embedding_length", uint32(width)],
    ["mamba.feed_forward_length", uint32(0)],
    ["mamba.attention.head_count", uint32(0)],
    ["mamba.block_count", uint32(layers)],
    ["mamba.ssm.conv_kernel", uint32(kernel)],
    ["mamba.ssm.inner_size", uint32(inner)],
    ["mamba.ssm.state_size", uint32(state)],
    ["mamba.ssm.time_step_rank", uint32(rank)],
    ["mamba.attention.layer_norm_rms_epsilon", float32(1e-5)],
    ...tokenizer,
  ]);
  await writeGguf(path, metadata, tensors);
}
